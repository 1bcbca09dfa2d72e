import { postgresSchemaSql, postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'
import { startPostgres } from '../../test-support/postgres-server.ts'
import type { Engine, RawWork } from './engine.ts'

/** With memory for all the tables, as a database in use has. Without the disk, which would hide what a statement costs. */
const SETTINGS = ['shared_buffers=1GB', 'max_wal_size=4GB', 'fsync=off']

/** A Postgres, and a pool of ten connections to it. */
export async function startPostgresEngine(): Promise<Engine> {
  const server = await startPostgres(SETTINGS)
  const pool = new pg.Pool({ connectionString: server.url })
  await pool.query(postgresSchemaSql())
  return {
    name: 'Postgres',
    port: Number(new URL(server.url).port),
    store: postgresStore({ pool }),
    raw: rawPostgres(pool),
    module: new URL('./postgres-module.ts', import.meta.url),
    place: server.url,
    openThrough: async (port) => {
      const url = new URL(server.url)
      url.port = `${port}`
      const other = new pg.Pool({ connectionString: url.href, max: 1 })
      return { store: postgresStore({ pool: other }), [Symbol.asyncDispose]: () => other.end() }
    },
    settle: async () => {
      await pool.query('VACUUM ANALYZE')
      await pool.query('CHECKPOINT')
    },
    storedBytes: () => tableSizes(pool),
    [Symbol.asyncDispose]: async () => {
      await pool.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

const COLUMNS = `id, credential_hash, device_id, user_agent, ip, created_at, last_active_at, idle_timeout_ms,
  expires_at, ended_at, end_reason, ended_by`

function rawPostgres(pool: pg.Pool): RawWork {
  const run = (name: string, text: string, values: unknown[]): Promise<unknown> =>
    pool.query({ name, text, values })
  return {
    names: { read: 'SELECT by primary key', write: 'UPDATE … RETURNING', login: 'SELECT, then INSERT' },
    prepare: async () => {
      await pool.query('CREATE TABLE raw_logins (key text PRIMARY KEY)')
    },
    read: ({ userId, id }) =>
      run('raw.read', `SELECT ${COLUMNS} FROM seatkit.sessions WHERE user_id = $1 AND id = $2`, [userId, id]),
    write: ({ userId, id }) =>
      run(
        'raw.write',
        `UPDATE seatkit.sessions SET last_active_at = greatest(last_active_at, $3)
         WHERE user_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
        [userId, id, Date.now()],
      ),
    login: async (key) => {
      await run('raw.find', 'SELECT key FROM raw_logins WHERE key = $1', [key])
      await run('raw.insert', 'INSERT INTO raw_logins (key) VALUES ($1)', [key])
    },
  }
}

/** With their indexes. */
async function tableSizes(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; bytes: string }>(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
     WHERE relnamespace = 'seatkit'::regnamespace AND relkind = 'r'`,
  )
  const bytes = Object.fromEntries(rows.map((row) => [row.name, Number(row.bytes)]))
  const { sessions = 0, users = 0, events = 0 } = bytes
  return { sessions: sessions + users, 'audit trail': events }
}
