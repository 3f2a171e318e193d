-- Says in the head that all rows of the generation that is being built are in this part.
-- KEYS  the head, the receipts of the caller, if any
-- ARGV  where in the head to look, what has to be there, where to write, the generation, how many receipts
--       there have to be (empty: no matter)
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
if ARGV[5] ~= '' and redis.call('BITCOUNT', KEYS[2]) ~= tonumber(ARGV[5]) then
  return -1
end
redis.call('SETRANGE', KEYS[1], tonumber(ARGV[3]), ARGV[4])
return 1
