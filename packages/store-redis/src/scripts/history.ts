import { script } from '../script.ts'

/**
 * Reads every session there was. Writes nothing. Returns `{ user, history }`: field, value, … and id, record, …
 *
 * All of them, for a page of them: a user has a hundred, which Redis reads in less time than an index by login would cost
 * every login.
 */
export const historyScript = script({
  keys: ['user', 'history'],
  values: [],
  body: `
return { redis.call('HGETALL', user), redis.call('HGETALL', history) }
`,
})
