-- Says in the head that all rows of the generation that is being built are in this part.
-- KEYS  the head
-- ARGV  where in the head to look, what has to be there, where to write, the generation
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
redis.call('SETRANGE', KEYS[1], tonumber(ARGV[3]), ARGV[4])
return 1
