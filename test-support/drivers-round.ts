/**
 * A program, not a test: signs in, is recognised and signs out on Redis and on Postgres, with whatever drivers are installed where it is run.
 */
import { randomBytes } from 'node:crypto'
import { SessionManager } from '@seatkit/core'
import { postgresStore } from '@seatkit/store-postgres'
import { recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import pg from 'pg'

const [redisUrl = '', databaseUrl = ''] = process.argv.slice(2)
const client = new Redis(redisUrl, { ...recommendedOptions, lazyConnect: true })
await client.connect()
const pool = new pg.Pool({ connectionString: databaseUrl })

for (const store of [redisStore({ client }), postgresStore({ pool })]) {
  const sessions = new SessionManager({ store, secret: randomBytes(32), sweepInterval: 'never' })
  const outcome = await sessions.signIn('alice', { device: { userAgent: '', ip: '127.0.0.1' } })
  if (outcome.status !== 'admitted') throw new Error(outcome.status)
  const before = await sessions.authenticate(outcome.token)
  await sessions.signOut(outcome.session)
  const after = await sessions.authenticate(outcome.token)
  console.log(before.session?.userId, after.session)
}
client.disconnect()
await pool.end()
