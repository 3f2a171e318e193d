-- Begins the receipts of a session that joins another one, if those of the other one are there.
-- KEYS  the receipts of the session that has begun, those of the one that joins
-- ARGV  how many seconds receipts live
if redis.call('GETBIT', KEYS[1], 0) == 0 then
  return 0
end
redis.call('SETBIT', KEYS[2], 0, 1)
redis.call('EXPIRE', KEYS[2], ARGV[1])
return 1
