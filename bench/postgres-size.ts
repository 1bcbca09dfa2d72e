import { SessionManager, twoSessions } from '@seatkit/core'
import { postgresSchemaSql, postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'
import { startPostgres } from '../test-support/postgres-server.ts'

/** How many bytes a session takes on disk, by table and index, after 100,000 logins through the store. */
const SESSIONS = 100_000
const IN_FLIGHT = 64
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

await using server = await startPostgres(['fsync=off', 'shared_buffers=256MB'])
const pool = new pg.Pool({ connectionString: server.url })
await pool.query(postgresSchemaSql())
const sessions = new SessionManager({
  store: postgresStore({ pool }),
  policy: twoSessions(),
  secret: 'x'.repeat(32),
  sweepInterval: 'never',
})

let next = 0
async function signIn(): Promise<void> {
  while (next < SESSIONS) {
    const device = { id: 'd'.repeat(43), userAgent: BROWSER, ip: '203.0.113.77' }
    await sessions.signIn(`user-${next++}`, { device })
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, signIn))
await pool.query('VACUUM ANALYZE')

const { rows } = await pool.query<{ name: string; bytes: number }>(
  `SELECT relname AS name, (pg_relation_size(oid) / $1::float8)::float8 AS bytes FROM pg_class
   WHERE relnamespace = 'seatkit'::regnamespace AND relkind IN ('r', 'i') AND pg_relation_size(oid) > 100000
   ORDER BY relname`,
  [SESSIONS],
)
const line = (name: string, bytes: number): void =>
  console.log(`  ${name.padEnd(28)} ${bytes.toFixed(0).padStart(6)}`)
console.log(`Bytes for each of ${SESSIONS.toLocaleString('en')} sessions, one to a user`)
for (const { name, bytes } of rows) line(name, bytes)
const sum = (isCounted: (name: string) => boolean): number =>
  rows.filter(({ name }) => isCounted(name)).reduce((total, { bytes }) => total + bytes, 0)
line(
  'sessions and users in all',
  sum((name) => !name.startsWith('events')),
)
line(
  'audit trail, an event',
  sum((name) => name.startsWith('events')),
)
await pool.end()
