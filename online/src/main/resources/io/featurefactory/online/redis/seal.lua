-- Says that all rows of the generation that is being built are in this part.
-- KEYS  the head, the seal
-- ARGV  where in the head to look, what has to be there, the generation
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[3])
return 1
