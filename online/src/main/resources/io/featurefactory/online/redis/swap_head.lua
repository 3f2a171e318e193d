-- Replaces the head of a view if it is still what the caller has read.
-- KEYS  the head; of part 0 the set of views and the set of garbage; receipts that are looked at
-- ARGV  the head as it was (empty for none), as it is to be, how many there have to be of each of these
--       receipts (0: they are begun), how many seconds receipts live; of part 0 the view, and generations
--       to be removed
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
local receipts = {}
for count in string.gmatch(ARGV[3], '%d+') do
  receipts[#receipts + 1] = tonumber(count)
end
local before = #KEYS - #receipts
for i, count in ipairs(receipts) do
  if count > 0 and redis.call('BITCOUNT', KEYS[before + i]) ~= count then
    return -1
  end
end
redis.call('SET', KEYS[1], ARGV[2])
for i, count in ipairs(receipts) do
  if count == 0 then
    redis.call('SETBIT', KEYS[before + i], 0, 1)
    redis.call('EXPIRE', KEYS[before + i], ARGV[4])
  else
    redis.call('DEL', KEYS[before + i])
  end
end
if #ARGV > 4 then
  redis.call('SADD', KEYS[2], ARGV[5])
  for i = 6, #ARGV do
    redis.call('SADD', KEYS[3], ARGV[i])
  end
end
return 1
