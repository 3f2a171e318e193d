-- Replaces the head of a view if it is still what the caller has read.
-- KEYS  the head; of part 0 the set of views and the set of garbage; the receipts of the caller, if any
-- ARGV  the head as it was (empty for none), as it is to be, how many receipts there have to be (empty: no
--       matter; 0: they are begun), how many seconds receipts live; of part 0 the view, and generations to
--       be removed
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
local receipts = KEYS[#KEYS]
local expected = tonumber(ARGV[3])
if expected and expected > 0 and redis.call('BITCOUNT', receipts) ~= expected then
  return -1
end
redis.call('SET', KEYS[1], ARGV[2])
if expected == 0 then
  redis.call('SETBIT', receipts, 0, 1)
  redis.call('EXPIRE', receipts, ARGV[4])
elseif expected then
  redis.call('DEL', receipts)
end
if #ARGV > 4 then
  redis.call('SADD', KEYS[2], ARGV[5])
  for i = 6, #ARGV do
    redis.call('SADD', KEYS[3], ARGV[i])
  end
end
return 1
