/**
 * Lua: `noteOldest(ends, audit, old, userId, retentionMs)` puts the user into the bucket's index under the instant at
 * which the oldest of the history becomes too old, or takes it out when there is no history.
 */
export const NOTE_OLDEST = `
local function noteOldest(ends, audit, old, userId, retentionMs)
  local oldest = tonumber(redis.call('ZRANGE', ends, 0, 0, 'WITHSCORES')[2])
  local event = redis.call('LINDEX', audit, -1)
  if event then
    local committedAt = tonumber(string.match(event, '^%d+ (%d+) '))
    oldest = math.min(oldest or committedAt, committedAt)
  end
  if oldest then
    redis.call('ZADD', old, oldest + retentionMs, userId)
  else
    redis.call('ZREM', old, userId)
  end
end
`
