import { script } from '../script.ts'

/**
 * The hot path: records activity of one session if that is due, and returns the session as it was before. Writes nothing
 * when the session is not open, time has ended it, the credential is another's, or activity was recorded lately.
 *
 * The rule is `touchSession`; here it guards the write, and the caller applies it to what is returned. `hash` is the
 * credential's, as JSON text; `interval` is milliseconds. Returns its record, or false when no session with
 * this id is open.
 */
export const touchScript = script({
  keys: ['user'],
  values: ['field', 'hash', 'interval'],
  body: `
local record = redis.call('HGET', user, field)
if not record then return false end

local active, idle, rest = string.match(record, '^%[([-%d.]+),([%d.]+),()')
if not active or now - active < math.min(interval, idle / 10) then return record end

local expires, own = string.match(record, '^([-%d.]+),()', rest)
local isOwn = string.sub(record, own, own + #hash) == hash .. ','
if isOwn and now < active + idle and now < tonumber(expires) then
  redis.call('HSET', user, field, string.format('[%.0f', now) .. string.sub(record, #active + 2))
end
return record
`,
})
