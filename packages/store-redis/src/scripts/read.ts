import { script } from '../script.ts'

/**
 * Reads what a decision is handed. Writes nothing.
 *
 * Ended sessions are recent for `recentMs`, and `most` of them at most. Returns `{ user, ids, records }`: field,
 * value, …; the recent ended sessions, newest end first.
 */
export const readScript = script({
  keys: ['user', 'history', 'ends'],
  values: ['recentMs', 'most'],
  body: `
local fields = redis.call('HGETALL', user)
if #fields == 0 then return { {}, {}, {} } end
local ids = redis.call('ZREVRANGEBYSCORE', ends, '+inf', '(' .. now - recentMs, 'LIMIT', 0, most)
local records = {}
if #ids > 0 then records = redis.call('HMGET', history, unpack(ids)) end
return { fields, ids, records }
`,
})
