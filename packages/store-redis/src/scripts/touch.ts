import { script } from '../script.ts'
import { NOW } from './fragments.ts'

/** The hot path. The rule is `touchSession`; here it guards the write, and the caller applies it to what is returned. */
export const touchScript = script(`
-- Records activity of one session if that is due, and returns the session as it was before. Writes nothing when the
-- session is not open, time has ended it, the credential is another's, or activity was recorded lately.
--
-- KEYS[1]  user hash
-- ARGV[1]  session id
-- ARGV[2]  hash of the credential, as JSON text
-- ARGV[3]  touch interval, milliseconds
--
-- Returns  { now, record }, epoch milliseconds and JSON; record is nil when no session with this id is open
${NOW}
local field = 's:' .. ARGV[1]
local record = redis.call('HGET', KEYS[1], field)
if not record then return { now } end

local active, idle, expires, rest = string.match(record, '^%[([%d.]+),([%d.]+),([%d.]+),()')
if not active then return { now, record } end
active, idle, expires = tonumber(active), tonumber(idle), tonumber(expires)

local hash = ARGV[2] .. ','
local isOwn = string.sub(record, rest, rest + #hash - 1) == hash
local isActive = now < active + idle and now < expires
local isDue = now - active >= math.min(tonumber(ARGV[3]), idle / 10)
if isOwn and isActive and isDue then
  redis.call('HSET', KEYS[1], field, (string.gsub(record, '^%[[%d.]+', string.format('[%.0f', now), 1)))
end
return { now, record }
`)
