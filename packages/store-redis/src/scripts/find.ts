import { script } from '../script.ts'

/** Finds one session, open or ended. Writes nothing. Returns its record, or false when there is none. */
export const findScript = script({
  keys: ['user', 'history'],
  values: ['id'],
  body: `
return redis.call('HGET', user, 's:' .. id) or redis.call('HGET', history, id)
`,
})
