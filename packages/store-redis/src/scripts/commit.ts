import { script } from '../script.ts'
import { NOTE_OLDEST } from './note-oldest.ts'

/** What {@link commitScript} answers. */
export type CommitReply = 'committed' | 'changed' | 'ended'

/**
 * Applies one change of a user, all of it or nothing, if nobody changed the user since it was decided.
 *
 * - `version`: the one it was decided on, '' when nothing was known of the user; `newVersion`: the one it makes, which no
 *   other change makes
 * - `deadline`: when time may next end something, epoch milliseconds; '' when nothing is open
 * - `keepUntil`: until when the keys are kept at least, epoch milliseconds
 * - `retention` of the history, milliseconds; `mostEnds` and `mostEvents` that are kept
 * - then four lists, each after its count: sessions (id, ended at or '', record), other fields to set (field, value),
 *   fields to remove (field), events (JSON)
 *
 * Returns 'committed', also when it had been applied before; 'changed' when another change came first; 'ended' when a
 * session that has ended would be written again. Only the first has written anything.
 */
export const commitScript = script({
  keys: ['user', 'history', 'ends', 'audit', 'due', 'old'],
  values: [
    ...['version', 'newVersion', 'userId', 'deadline', 'keepUntil', 'retention', 'mostEnds', 'mostEvents'],
    'count',
  ],
  hasMore: true,
  body: `${NOTE_OLDEST}
local known = redis.call('HGET', user, 'v') or ''
if known == newVersion then
  -- Written again: a WAIT after it is documented to wait for the writes of its own connection only.
  redis.call('HSET', user, 'v', newVersion)
  return 'committed'
end
if known ~= version then return 'changed' end

local function takeList(width)
  local list, size = {}, ARGV[at + 1] * width
  for index = 1, size do list[index] = ARGV[at + 1 + index] end
  at = at + 1 + size
  return list
end
local sessions, fields, dropped, events = takeList(3), takeList(2), takeList(1), takeList(1)

-- A value of somebody else's under one of the keys is noticed here, before anything is written.
local endCount = redis.call('ZCARD', ends)
local newest = redis.call('LINDEX', audit, 0)
if endCount > 0 then
  for index = 1, #sessions, 3 do
    if redis.call('HEXISTS', history, sessions[index]) == 1 then return 'ended' end
  end
end

-- Activity was perhaps recorded since the decision; it does not move backwards.
local function keepActivity(field, record)
  local stored = known ~= '' and redis.call('HGET', user, field)
  local before = stored and string.match(stored, '^%[([-%d.]+)')
  local after = string.match(record, '^%[([-%d.]+)')
  if not before or tonumber(before) <= tonumber(after) then return record end
  return '[' .. before .. string.sub(record, #after + 2)
end
local ended = {}
for index = 1, #sessions, 3 do
  local id, endedAt, field = sessions[index], sessions[index + 1], 's:' .. sessions[index]
  local record = keepActivity(field, sessions[index + 2])
  if endedAt == '' then
    fields[#fields + 1], fields[#fields + 2] = field, record
  else
    ended[#ended + 1] = { id = id, at = endedAt, record = record }
    dropped[#dropped + 1] = field
  end
end

-- The first write is one that needs memory: refused by a full Redis, or by one without replicas, it is refused whole.
redis.call('HSET', user, 'v', newVersion, unpack(fields))
for _, field in ipairs(dropped) do redis.call('HDEL', user, field) end
for _, session in ipairs(ended) do
  redis.call('HSET', history, session.id, session.record)
  endCount = endCount + redis.call('ZADD', ends, session.at, session.id)
end
if endCount > tonumber(mostEnds) then
  local popped = redis.call('ZPOPMIN', ends, endCount - mostEnds)
  for index = 1, #popped, 2 do redis.call('HDEL', history, popped[index]) end
end

-- An event is numbered, so that pages of the trail are found again when others come before them.
local number, eventCount = newest and tonumber(string.match(newest, '^(%d+) ')) or 0, 0
for _, event in ipairs(events) do
  number = number + 1
  eventCount = redis.call('LPUSH', audit, string.format('%.0f %.0f %s', number, now, event))
end
if eventCount > tonumber(mostEvents) then redis.call('LTRIM', audit, 0, mostEvents - 1) end

if deadline == '' then
  redis.call('ZREM', due, userId)
else
  redis.call('ZADD', due, deadline, userId)
end
if not newest or #ended > 0 then noteOldest(ends, audit, old, userId, retention) end
redis.call('PEXPIREAT', user, keepUntil)
redis.call('PEXPIREAT', audit, keepUntil)
if endCount > 0 then
  redis.call('PEXPIREAT', history, keepUntil)
  redis.call('PEXPIREAT', ends, keepUntil)
end
return 'committed'
`,
})
