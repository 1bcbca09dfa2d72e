import { script } from '../script.ts'
import { NOW } from './fragments.ts'

export const auditScript = script(`
-- Reads a part of the audit trail. Writes nothing. The events are numbered without a gap, so a number gives a place.
--
-- KEYS[1]  audit
-- ARGV[1]  the number of the event it starts after; '' for the newest
-- ARGV[2]  how many
--
-- Returns  { now, events }: epoch milliseconds; each event as "number, committed at, JSON" with spaces between
${NOW}
local newest = redis.call('LINDEX', KEYS[1], 0)
if not newest then return { now, {} } end
local first = 0
if ARGV[1] ~= '' then first = math.max(string.match(newest, '^(%d+) ') - ARGV[1] + 1, 0) end
return { now, redis.call('LRANGE', KEYS[1], first, first + ARGV[2] - 1) }
`)
