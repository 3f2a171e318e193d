-- Says how far a view is written as hashes, if its head is still what the caller knows.
-- KEYS  the head, the state of the hashes, the set of the views that have one
-- ARGV  where in the head to look, what has to be there, what the state has to begin with, the state that
--       it is to be, the view
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
if redis.call('GETRANGE', KEYS[2], 0, #ARGV[3] - 1) ~= ARGV[3] and ARGV[3] ~= '' then
  return 0
end
redis.call('SET', KEYS[2], ARGV[4])
redis.call('SADD', KEYS[3], ARGV[5])
return 1
