-- Writes rows of a view as hashes, if its head and its form are still what the caller knows.
-- KEYS  the head, the state of the hashes, then the hashes
-- ARGV  where in the head to look, what has to be there (empty for anything), what the state has to
--       begin with, then for each hash: how many words to set, these as fields and values by turns, how
--       many fields to remove, these
local first = tonumber(ARGV[1])
if ARGV[2] ~= '' and redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
if redis.call('GETRANGE', KEYS[2], 0, #ARGV[3] - 1) ~= ARGV[3] then
  return 0
end
local at = 4
for i = 3, #KEYS do
  local set = tonumber(ARGV[at])
  if set > 0 then
    redis.call('HSET', KEYS[i], unpack(ARGV, at + 1, at + set))
  end
  at = at + 1 + set
  local removed = tonumber(ARGV[at])
  if removed > 0 then
    redis.call('HDEL', KEYS[i], unpack(ARGV, at + 1, at + removed))
  end
  at = at + 1 + removed
end
return 1
