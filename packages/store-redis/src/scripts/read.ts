import { script } from '../script.ts'
import { NOW } from './fragments.ts'

export const readScript = script(`
-- Reads what a decision is handed. Writes nothing.
--
-- KEYS[1]  user hash
-- KEYS[2]  history hash
-- KEYS[3]  ends
-- ARGV[1]  how long ended sessions are recent, milliseconds
-- ARGV[2]  how many of them at most
--
-- Returns  { now, user, ids, records }: epoch milliseconds; field, value, …; the recent ended sessions, newest end first
${NOW}
local user = redis.call('HGETALL', KEYS[1])
local ids = redis.call('ZREVRANGEBYSCORE', KEYS[3], '+inf', '(' .. now - ARGV[1], 'LIMIT', 0, ARGV[2])
local records = {}
if #ids > 0 then records = redis.call('HMGET', KEYS[2], unpack(ids)) end
return { now, user, ids, records }
`)
