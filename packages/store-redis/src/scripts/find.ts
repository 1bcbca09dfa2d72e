import { script } from '../script.ts'
import { NOW } from './fragments.ts'

export const findScript = script(`
-- Finds one session, open or ended. Writes nothing.
--
-- KEYS[1]  user hash
-- KEYS[2]  history hash
-- ARGV[1]  session id
--
-- Returns  { now, record }, epoch milliseconds and JSON; record is nil when there is none
${NOW}
return { now, redis.call('HGET', KEYS[1], 's:' .. ARGV[1]) or redis.call('HGET', KEYS[2], ARGV[1]) }
`)
