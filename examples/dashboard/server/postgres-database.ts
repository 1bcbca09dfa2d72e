import { migratePostgres, postgresBus, postgresStore } from '@seatkit/store-postgres'
import { Client, Pool } from 'pg'
import type { Database } from './database.ts'
import { MAX_RECOVERY_ANSWERS, type RecoveryCodes } from './recovery-codes.ts'
import type { User, Users } from './users.ts'

/** Makes the tables as well: a demo has nobody to run migrations. */
export async function openPostgres(connectionString: string): Promise<Database> {
  const pool = new Pool({ connectionString, connectionTimeoutMillis: 1_000, statement_timeout: 2_000 })
  // A connection that breaks while it is idle is replaced; without a listener the process would end.
  pool.on('error', () => {})
  await migratePostgres(pool)
  await pool.query(`
    CREATE TABLE IF NOT EXISTS dashboard_users (
      id             text PRIMARY KEY,
      name           text NOT NULL,
      email          text NOT NULL UNIQUE,
      password_hash  text NOT NULL
    )`)
  await pool.query(`
    CREATE TABLE IF NOT EXISTS dashboard_recovery_codes (
      challenge_id  text PRIMARY KEY,
      code_hash     text NOT NULL,
      answers       integer NOT NULL,
      expires_at    bigint NOT NULL
    )`)
  const bus = postgresBus({ pool, connect: () => new Client({ connectionString, keepAlive: true }) })
  return {
    store: postgresStore({ pool }),
    bus,
    users: postgresUsers(pool),
    recoveryCodes: postgresRecoveryCodes(pool),
    async close() {
      await bus.close()
      await pool.end()
    },
  }
}

function postgresUsers(pool: Pool): Users {
  const find = async (column: 'email' | 'id', value: string): Promise<User | null> => {
    const { rows } = await pool.query<User>(
      `SELECT id, name, email, password_hash AS "passwordHash" FROM dashboard_users WHERE ${column} = $1`,
      [value],
    )
    return rows[0] ?? null
  }
  return {
    async add({ id, name, email, passwordHash }) {
      const { rowCount } = await pool.query(
        `INSERT INTO dashboard_users (id, name, email, password_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO NOTHING`,
        [id, name, email, passwordHash],
      )
      return rowCount === 1
    },
    findByEmail: (email) => find('email', email),
    findById: (id) => find('id', id),
  }
}

function postgresRecoveryCodes(pool: Pool): RecoveryCodes {
  return {
    async put(challengeId, codeHash, expiresAt) {
      await pool.query('DELETE FROM dashboard_recovery_codes WHERE expires_at < $1', [Date.now()])
      await pool.query(
        `INSERT INTO dashboard_recovery_codes (challenge_id, code_hash, answers, expires_at) VALUES ($1, $2, 0, $3)
         ON CONFLICT (challenge_id) DO UPDATE SET code_hash = excluded.code_hash`,
        [challengeId, codeHash, expiresAt],
      )
    },
    async countAnswer(challengeId) {
      const { rows } = await pool.query<{ readonly codeHash: string; readonly answers: number }>(
        `UPDATE dashboard_recovery_codes SET answers = answers + 1 WHERE challenge_id = $1 AND answers < $2
         RETURNING code_hash AS "codeHash", answers`,
        [challengeId, MAX_RECOVERY_ANSWERS],
      )
      return rows[0] ?? null
    },
  }
}
