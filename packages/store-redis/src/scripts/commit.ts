import type { HistoryLimits } from '../history-limits.ts'
import { type Script, script } from '../script.ts'
import { NOTE_OLDEST } from './note-oldest.ts'

/** What {@link commitScript} answers. */
export type CommitReply = 'committed' | 'changed' | 'ended'

/**
 * Applies one change of a user, all of it or nothing, if nobody changed the user since it was decided.
 *
 * - `version`: the one it was decided on, '' when nothing was known of the user; `newVersion`: the one it makes, which no
 *   other change makes
 * - `dueAt`: when the sweeper has to look at the user, epoch milliseconds; '' when nothing is open
 * - `keepUntil`: until when the keys are kept at least, epoch milliseconds
 * - then four lists, how long each is before all of them: fields to set, open sessions among them (field, value), ended
 *   sessions (id, ended at, record), fields to remove (field), events (record)
 *
 * Returns 'committed', also when it had been applied before; 'changed' when another change came first; 'ended' when a
 * session that has ended would be written again. Only the first has written anything.
 */
export function commitScript({ retentionMs, sessions, events }: HistoryLimits): Script {
  return script({
    keys: ['user', 'history', 'ends', 'audit', 'due', 'old'],
    values: [
      ...['version', 'newVersion', 'userId', 'dueAt', 'keepUntil'],
      ...['fieldCount', 'endedCount', 'droppedCount', 'eventCount', 'count'],
    ],
    hasMore: true,
    body: `
local retention, mostEnds, mostEvents = ${retentionMs}, ${sessions}, ${events}
${BODY}`,
  })
}

const BODY = `${NOTE_OLDEST}
local known = redis.call('HGET', user, 'v') or ''
if known == newVersion then
  -- Written again: a WAIT after it is documented to wait for the writes of its own connection only.
  redis.call('HSET', user, 'v', newVersion)
  return 'committed'
end
if known ~= version then return 'changed' end

-- Where in ARGV the lists begin.
local fields = at + 1
local ended = fields + 2 * fieldCount
local dropped = ended + 3 * endedCount
local events = dropped + droppedCount

-- Has a session's record keep activity that was perhaps recorded since the decision: it does not move backwards. False for
-- a session that has ended: one that is known, and not as open.
local function prepare(id, place)
  local stored, record = redis.call('HGET', user, 's:' .. id), ARGV[place]
  if not stored then return redis.call('HEXISTS', history, id) == 0 end
  local before, after = string.match(stored, '^%[([-%d.]+)'), string.match(record, '^%[([-%d.]+)')
  if before and tonumber(before) > tonumber(after) then
    ARGV[place] = '[' .. before .. string.sub(record, #after + 2)
  end
  return true
end
-- A new user has no history.
if known ~= '' then
  for place = fields, ended - 1, 2 do
    local id = string.match(ARGV[place], '^s:(.*)')
    if id and not prepare(id, place + 1) then return 'ended' end
  end
end
local endCount = 0
if ended < dropped then
  endCount = redis.call('ZCARD', ends)
  for place = ended, dropped - 1, 3 do
    if not prepare(ARGV[place], place + 2) then return 'ended' end
  end
end

-- Nothing has been written yet. A value of somebody else's under one of the keys has been noticed, or is by the first
-- write; that one needs memory: refused by a full Redis, or by one without replicas, the change is refused whole.
local kept = 0
for place = events, events + eventCount - 1 do kept = redis.call('LPUSH', audit, ARGV[place]) end
if kept > mostEvents then redis.call('LTRIM', audit, 0, mostEvents - 1) end
redis.call('PEXPIREAT', audit, keepUntil)

redis.call('HSET', user, 'v', newVersion, unpack(ARGV, fields, ended - 1))
for place = dropped, events - 1 do redis.call('HDEL', user, ARGV[place]) end
redis.call('PEXPIREAT', user, keepUntil)

if ended < dropped then
  for place = ended, dropped - 1, 3 do
    redis.call('HDEL', user, 's:' .. ARGV[place])
    redis.call('HSET', history, ARGV[place], ARGV[place + 2])
    endCount = endCount + redis.call('ZADD', ends, ARGV[place + 1], ARGV[place])
  end
  if endCount > mostEnds then
    local popped = redis.call('ZPOPMIN', ends, endCount - mostEnds)
    for index = 1, #popped, 2 do redis.call('HDEL', history, popped[index]) end
  end
  redis.call('PEXPIREAT', history, keepUntil)
  redis.call('PEXPIREAT', ends, keepUntil)
end

if dueAt == '' then
  redis.call('ZREM', due, userId)
else
  redis.call('ZADD', due, dueAt, userId)
end
-- While something is open, whoever looks at the user when it is due notes it.
if dueAt == '' or ended < dropped then noteOldest(ends, audit, old, userId, retention) end
return 'committed'
`
