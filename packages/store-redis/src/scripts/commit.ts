import { script } from '../script.ts'
import { NOTE_OLDEST, NOW } from './fragments.ts'

/** What {@link commitScript} answers. */
export type CommitReply = 'committed' | 'changed' | 'ended'

export const commitScript = script(`
-- Applies one change of a user, all of it or nothing, if nobody changed the user since it was decided.
--
-- KEYS[1]  user hash
-- KEYS[2]  history hash
-- KEYS[3]  ends
-- KEYS[4]  audit
-- KEYS[5]  due
-- KEYS[6]  old
-- ARGV[1]  the version it was decided on; '' when nothing was known of the user
-- ARGV[2]  the version it makes, which no other change makes
-- ARGV[3]  user id
-- ARGV[4]  when time may next end something, epoch milliseconds; '' when nothing is open
-- ARGV[5]  until when the keys are kept at least, epoch milliseconds
-- ARGV[6]  retention of the history, milliseconds
-- ARGV[7]  how many ended sessions are kept
-- ARGV[8]  how many audit events are kept
-- ARGV[9]  wrong answers; '' when they are as they were
-- ARGV[10…]  five lists, each after its count: open sessions (id, record), ended sessions (id, ended at, record),
--            challenges (id, record), fields to remove (field), events (JSON)
--
-- Returns  'committed', also when it had been applied before; 'changed' when another change came first;
--          'ended' when a session that has ended would be written again. Only the first has written anything.
${NOW}${NOTE_OLDEST}
local at = 9
local function take()
  at = at + 1
  return ARGV[at]
end
local function takeList(width)
  local list = {}
  for index = 1, tonumber(take()) do
    local item = {}
    for column = 1, width do item[column] = take() end
    list[index] = item
  end
  return list
end
local open, ended, challenges = takeList(2), takeList(3), takeList(2)
local dropped, events = takeList(1), takeList(1)

local version = redis.call('HGET', KEYS[1], 'v') or ''
if version == ARGV[2] then
  -- Written again: a WAIT after it is documented to wait for the writes of its own connection only.
  redis.call('HSET', KEYS[1], 'v', version)
  return 'committed'
end
if version ~= ARGV[1] then return 'changed' end
for _, sessions in ipairs({ open, ended }) do
  for _, session in ipairs(sessions) do
    if redis.call('HEXISTS', KEYS[2], session[1]) == 1 then return 'ended' end
  end
end
-- A value of somebody else's under one of the keys is noticed here, before anything is written.
local ends = redis.call('ZCARD', KEYS[3])
local newest = redis.call('LINDEX', KEYS[4], 0)

-- The first write is one that needs memory: refused by a full Redis, or by one without replicas, it is refused whole.
redis.call('HSET', KEYS[1], 'v', ARGV[2])

-- Activity was perhaps recorded since the decision; it does not move backwards.
local function keepActivity(id, record)
  local stored = redis.call('HGET', KEYS[1], 's:' .. id)
  local before = stored and string.match(stored, '^%[([%d.]+)')
  local after = string.match(record, '^%[([%d.]+)')
  if not before or tonumber(before) <= tonumber(after) then return record end
  return '[' .. before .. string.sub(record, #after + 2)
end
for _, session in ipairs(open) do
  redis.call('HSET', KEYS[1], 's:' .. session[1], keepActivity(session[1], session[2]))
end
for _, session in ipairs(ended) do
  redis.call('HSET', KEYS[2], session[1], keepActivity(session[1], session[3]))
  ends = ends + redis.call('ZADD', KEYS[3], session[2], session[1])
  redis.call('HDEL', KEYS[1], 's:' .. session[1])
end
for _, field in ipairs(dropped) do redis.call('HDEL', KEYS[1], field[1]) end
for _, challenge in ipairs(challenges) do redis.call('HSET', KEYS[1], 'c:' .. challenge[1], challenge[2]) end
if ARGV[9] ~= '' then redis.call('HSET', KEYS[1], 'w', ARGV[9]) end

-- An event is numbered, so that pages of the trail are found again when others come before them.
local number = newest and tonumber(string.match(newest, '^(%d+) ')) or 0
for _, event in ipairs(events) do
  number = number + 1
  redis.call('LPUSH', KEYS[4], string.format('%.0f %.0f %s', number, now, event[1]))
end

local excess = ends - ARGV[7]
if excess > 0 then
  local popped = redis.call('ZPOPMIN', KEYS[3], excess)
  for index = 1, #popped, 2 do redis.call('HDEL', KEYS[2], popped[index]) end
end
redis.call('LTRIM', KEYS[4], 0, ARGV[8] - 1)

if ARGV[4] == '' then
  redis.call('ZREM', KEYS[5], ARGV[3])
else
  redis.call('ZADD', KEYS[5], ARGV[4], ARGV[3])
end
noteOldest(KEYS[3], KEYS[4], KEYS[6], ARGV[3], tonumber(ARGV[6]))
for index = 1, 4 do redis.call('PEXPIREAT', KEYS[index], ARGV[5]) end
return 'committed'
`)
