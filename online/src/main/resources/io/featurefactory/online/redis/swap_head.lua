-- Replaces the head of a view if it is still what the caller has read.
-- KEYS  the head, the set of views, the set of garbage; the last two of part 0 only
-- ARGV  the head as it was (empty for none), as it is to be, the view, generations to be removed
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2])
if #KEYS > 1 then
  redis.call('SADD', KEYS[2], ARGV[3])
  for i = 4, #ARGV do
    redis.call('SADD', KEYS[3], ARGV[i])
  end
end
return 1
