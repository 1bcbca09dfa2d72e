import { RECENT_COUNT, RECENT_MS } from '@seatkit/core'
import { script } from '../script.ts'

/**
 * Reads what a decision is handed. Writes nothing.
 *
 * Returns `{ user, ids, records }`: field, value, …; the ended sessions that are recent, newest end first.
 */
export const readScript = script({
  keys: ['user', 'history', 'ends'],
  values: [],
  body: `
local fields = redis.call('HGETALL', user)
if #fields == 0 then return { {}, {}, {} } end
local ids = redis.call('ZREVRANGEBYSCORE', ends, '+inf', '(' .. now - ${RECENT_MS}, 'LIMIT', 0, ${RECENT_COUNT})
local records = {}
if #ids > 0 then records = redis.call('HMGET', history, unpack(ids)) end
return { fields, ids, records }
`,
})
