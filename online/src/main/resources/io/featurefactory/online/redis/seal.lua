-- Says in the head that all rows of the generation that is being built are in this part.
-- KEYS  the head, receipts that are looked at
-- ARGV  where in the head to look, what has to be there, where to write, the generation, how many there
--       have to be of each of these receipts
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
local at = 1
for count in string.gmatch(ARGV[5], '%d+') do
  at = at + 1
  if redis.call('BITCOUNT', KEYS[at]) ~= tonumber(count) then
    return -1
  end
end
redis.call('SETRANGE', KEYS[1], tonumber(ARGV[3]), ARGV[4])
return 1
