-- Removes rows of a generation that the head does not name, if it is still what the caller has read.
-- KEYS  the head, then the rows
-- ARGV  the head as it was (empty for none)
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end
redis.call('UNLINK', unpack(KEYS, 2))
return 1
