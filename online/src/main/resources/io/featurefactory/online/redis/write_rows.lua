-- Writes rows of a view if its head allows it.
-- KEYS  the head, then the rows: those to be kept, then those that became empty
-- ARGV  where in the head to look, what has to be there, how many rows are to be kept, how many seconds
--       a tombstone lives, then the values
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
local kept = tonumber(ARGV[3])
if kept > 0 then
  local rows = {}
  for i = 1, kept do
    rows[2 * i - 1] = KEYS[1 + i]
    rows[2 * i] = ARGV[4 + i]
  end
  redis.call('MSET', unpack(rows))
end
for i = kept + 1, #KEYS - 1 do
  redis.call('SET', KEYS[1 + i], ARGV[4 + i], 'EX', ARGV[4])
end
return 1
