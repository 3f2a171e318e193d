-- Writes rows of a view if its head allows it, and nothing that the caller has written before is lost.
-- KEYS  the head, the receipts of the caller, the set of the rows that became empty, then the rows: those
--       to be kept, then those that became empty
-- ARGV  where in the head to look, what has to be there, how many rows are to be kept, which receipt this
--       is, then the values
local first = tonumber(ARGV[1])
if redis.call('GETRANGE', KEYS[1], first, first + #ARGV[2] - 1) ~= ARGV[2] then
  return 0
end
if redis.call('GETBIT', KEYS[2], 0) == 0 then
  return -1
end
local kept = tonumber(ARGV[3])
if kept > 0 then
  local rows = {}
  for i = 1, kept do
    rows[2 * i - 1] = KEYS[3 + i]
    rows[2 * i] = ARGV[4 + i]
  end
  redis.call('MSET', unpack(rows))
end
for i = kept + 1, #KEYS - 3 do
  redis.call('SET', KEYS[3 + i], ARGV[4 + i])
  redis.call('SADD', KEYS[3], KEYS[3 + i])
end
redis.call('SETBIT', KEYS[2], ARGV[4], 1)
return 1
