import { script } from '../script.ts'

/**
 * Reads a part of the audit trail. Writes nothing. The events are numbered without a gap, so a number gives a place.
 *
 * `after` is the number of the event it starts after, '' for the newest. Returns the events, each as
 * "number, committed at, JSON" with spaces between.
 */
export const auditScript = script({
  keys: ['audit'],
  values: ['after', 'limit'],
  body: `
local newest = redis.call('LINDEX', audit, 0)
if not newest then return {} end
local first = 0
if after ~= '' then first = math.max(string.match(newest, '^(%d+) ') - after + 1, 0) end
return redis.call('LRANGE', audit, first, first + limit - 1)
`,
})
