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

const COLUMNS = `id, credential_hash, device_id, user_agent, ip, created_at, authenticated_at, last_active_at,
  idle_timeout_ms, expires_at, ended_at, end_reason, ended_by, previous_hash, previous_expires_at`

/** What a store needs to hold a limit and an audit trail, and no more: no index but the primary keys. */
const RAW_TABLES = `
  CREATE TABLE raw_logins (key text PRIMARY KEY);
  CREATE TABLE raw_users (user_id text COLLATE "C" PRIMARY KEY, version bigint NOT NULL);
  CREATE TABLE raw_sessions (
    user_id text COLLATE "C", id text COLLATE "C", credential_hash text, device_id text, user_agent text, ip text,
    created_at bigint, last_active_at bigint, idle_timeout_ms bigint, expires_at bigint, PRIMARY KEY (user_id, id));
  CREATE TABLE raw_events (user_id text COLLATE "C", version bigint, event json, PRIMARY KEY (user_id, version))`

/**
 * The second trip of a login, at the least: one statement that takes the version which nobody else may have taken, and
 * with it writes the session and the event. To insert a key alone costs half as much, but of two logins that race both
 * would be let in, so that is printed beside it and no bar is held against it.
 */
const WRITE_LOGIN = `
  WITH won AS (INSERT INTO raw_users VALUES ($1, 1) ON CONFLICT DO NOTHING RETURNING user_id),
  session AS (INSERT INTO raw_sessions SELECT user_id, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM won)
  INSERT INTO raw_events SELECT user_id, 1, $11 FROM won`

function rawPostgres(pool: pg.Pool): RawWork {
  const run = (name: string, text: string, values: unknown[]): Promise<unknown> =>
    pool.query({ name, text, values })
  let written: unknown[] = []
  return {
    names: {
      read: 'SELECT by primary key',
      write: 'UPDATE … RETURNING',
      login: 'SELECT, then session and event if the same',
      blindLogin: 'SELECT, then INSERT of a key',
    },
    prepare: async ([session]) => {
      await pool.query(RAW_TABLES)
      if (session === undefined) return
      const { id, credentialHash, device, createdAt, lastActiveAt, idleTimeoutMs, expiresAt } = session
      const event = { type: 'session.started', userId: session.userId, at: createdAt, session }
      written = [id, credentialHash, device.id, device.userAgent, device.ip]
      written.push(createdAt, lastActiveAt, idleTimeoutMs, expiresAt, JSON.stringify(event))
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
      // As long as the ids of users.
      const userId = key.padStart(36, '0')
      await run('raw.user', 'SELECT version FROM raw_users WHERE user_id = $1', [userId])
      await run('raw.login', WRITE_LOGIN, [userId, ...written])
    },
    blindLogin: async (key) => {
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
