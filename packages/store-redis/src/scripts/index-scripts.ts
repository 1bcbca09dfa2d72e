import { script } from '../script.ts'
import { NOTE_OLDEST, NOW } from './fragments.ts'

export const dueScript = script(`
-- Lists the users whom an index of a bucket names for now or earlier, the earliest first. Writes nothing.
--
-- KEYS[1]  due, or old
-- ARGV[1]  how many at most
--
-- Returns  user ids
${NOW}
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
`)

export const postponeScript = script(`
-- Corrects when time may end something of a user: activity moves that on without telling the index.
--
-- KEYS[1]  user hash
-- KEYS[2]  due
-- ARGV[1]  the version it was found at; '' when nothing is known of the user
-- ARGV[2]  user id
-- ARGV[3]  epoch milliseconds; '' when nothing is open
--
-- Returns  1, or 0 when the user was changed in between
if (redis.call('HGET', KEYS[1], 'v') or '') ~= ARGV[1] then return 0 end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[2], ARGV[2])
else
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
end
return 1
`)

export const purgeScript = script(`
-- Removes what is too old of a user's history, the oldest first.
--
-- KEYS[1]  history hash
-- KEYS[2]  ends
-- KEYS[3]  audit
-- KEYS[4]  old
-- ARGV[1]  user id
-- ARGV[2]  retention, milliseconds
-- ARGV[3]  how many sessions and events at most
--
-- Returns  how many were removed
${NOW}${NOTE_OLDEST}
local before, limit = now - ARGV[2], tonumber(ARGV[3])
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', before, 'LIMIT', 0, limit)
for _, id in ipairs(ids) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
local removed = #ids
while removed < limit do
  local event = redis.call('LINDEX', KEYS[3], -1)
  if not event or tonumber(string.match(event, '^%d+ (%d+) ')) > before then break end
  redis.call('RPOP', KEYS[3])
  removed = removed + 1
end
noteOldest(KEYS[2], KEYS[3], KEYS[4], ARGV[1], tonumber(ARGV[2]))
return removed
`)

export const forgetScript = script(`
-- Erases all that is known of a user.
--
-- KEYS[1]  user hash
-- KEYS[2]  history hash
-- KEYS[3]  ends
-- KEYS[4]  audit
-- KEYS[5]  due
-- KEYS[6]  old
-- ARGV[1]  user id
--
-- Returns  1
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('ZREM', KEYS[6], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
return 1
`)
