-- Removes those rows that are tombstones, if no run is open.
-- KEYS  the head, the set of the rows that became empty, then some of these
-- ARGV  where in the head to look, what has to be there
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
for i = 3, #KEYS do
  local value = redis.call('GET', KEYS[i])
  -- a tombstone is a run and nothing else: only its last byte is below 128
  if value and not string.find(string.sub(value, 1, -2), '[%z\1-\127]') then
    redis.call('DEL', KEYS[i])
  end
  redis.call('SREM', KEYS[2], KEYS[i])
end
return 1
