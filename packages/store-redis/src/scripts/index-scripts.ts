import { script } from '../script.ts'
import { NOTE_OLDEST } from './note-oldest.ts'

/** Lists the users whom an index of a bucket names for now or earlier, the earliest first. Writes nothing. */
export const dueScript = script({
  keys: ['index'],
  values: ['limit'],
  body: `
return redis.call('ZRANGEBYSCORE', index, '-inf', now, 'LIMIT', 0, limit)
`,
})

/**
 * Corrects when the sweeper has to look at a user: activity moves that on without telling the index. Notes what is old.
 *
 * `version` is the one it was found at, '' when nothing is known of the user; `dueAt` is epoch milliseconds, '' when
 * nothing is open; `retention` is milliseconds. Returns 1, or 0 when the user was changed in between.
 */
export const postponeScript = script({
  keys: ['user', 'ends', 'audit', 'due', 'old'],
  values: ['version', 'userId', 'dueAt', 'retention'],
  body: `${NOTE_OLDEST}
if (redis.call('HGET', user, 'v') or '') ~= version then return 0 end
if dueAt == '' then
  redis.call('ZREM', due, userId)
else
  redis.call('ZADD', due, dueAt, userId)
end
noteOldest(ends, audit, old, userId, retention)
return 1
`,
})

/**
 * Removes what is too old of a user's history, the oldest first; at most `limit` sessions and events. `retention` is
 * milliseconds. Returns how many were removed.
 */
export const purgeScript = script({
  keys: ['history', 'ends', 'audit', 'old'],
  values: ['userId', 'retention', 'limit'],
  body: `${NOTE_OLDEST}
local before, removed = now - retention, 0
local ids = redis.call('ZRANGEBYSCORE', ends, '-inf', before, 'LIMIT', 0, limit)
for _, id in ipairs(ids) do
  redis.call('HDEL', history, id)
  redis.call('ZREM', ends, id)
  removed = removed + 1
end
while removed < tonumber(limit) do
  local event = redis.call('LINDEX', audit, -1)
  if not event or tonumber(string.match(event, '^%d+ (%d+) ')) > before then break end
  redis.call('RPOP', audit)
  removed = removed + 1
end
noteOldest(ends, audit, old, userId, retention)
return removed
`,
})

/** Erases all that is known of a user. */
export const forgetScript = script({
  keys: ['user', 'history', 'ends', 'audit', 'due', 'old'],
  values: ['userId'],
  body: `
redis.call('ZREM', due, userId)
redis.call('ZREM', old, userId)
return redis.call('DEL', user, history, ends, audit)
`,
})
