import { script } from '../script.ts'
import { NOW } from './fragments.ts'

export const historyScript = script(`
-- Reads every session there was. Writes nothing.
--
-- KEYS[1]  user hash
-- KEYS[2]  history hash
--
-- Returns  { now, user, history }: epoch milliseconds; field, value, …; id, record, …
${NOW}
return { now, redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]) }
`)
