import { type Change, emptyUser, type SessionStore, type UserSessions } from '@seatkit/core'
import pg from 'pg'

/** The limit that these stores try to keep. */
export const FLAWED_LIMIT = 1

/**
 * Ways to limit rows that look right and are not. Each is run by several processes at once, and must be caught.
 *
 * - `check then insert`: nothing keeps others from inserting in between.
 * - `count in the insert`: one statement, but each sees what was committed when it began.
 * - `lock and count in one statement`: the statement waits for the lock with a snapshot that it took before.
 */
const INSERTS = {
  'check then insert': 'INSERT INTO seats (user_id) VALUES ($1)',
  'count in the insert': `
    INSERT INTO seats (user_id) SELECT $1
    WHERE (SELECT count(*) FROM seats WHERE user_id = $1) < ${FLAWED_LIMIT}`,
  'lock and count in one statement': `
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext($1)))
    INSERT INTO seats (user_id) SELECT $1 FROM locked
    WHERE (SELECT count(*) FROM seats WHERE user_id = $1) < ${FLAWED_LIMIT}`,
} as const

export type Flaw = keyof typeof INSERTS
export const FLAWS = Object.keys(INSERTS) as readonly Flaw[]

/** @param place  URL, schema, and the flaw. */
export function openStore(place: string): SessionStore {
  const [connectionString = '', schema = '', ...flaw] = place.split(' ')
  const insert = INSERTS[flaw.join(' ') as Flaw]
  const pool = new pg.Pool({ connectionString, max: 5, options: `-c search_path=${schema}` })

  async function hasRoom(userId: string): Promise<boolean> {
    if (flaw[0] !== 'check') return true
    const { rows } = await pool.query('SELECT 1 FROM seats WHERE user_id = $1', [userId])
    return rows.length < FLAWED_LIMIT
  }

  /** In a transaction, as where there is more to write than this row. */
  async function takesSeat(userId: string): Promise<boolean> {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const { rowCount } = await client.query(insert, [userId])
      await client.query('COMMIT')
      return rowCount === 1
    } finally {
      client.release()
    }
  }

  async function update<R>(
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
  ): Promise<Change<R>> {
    const admitted = decide(emptyUser(userId), Date.now())
    if ((await hasRoom(userId)) && (await takesSeat(userId))) return admitted
    const sessions = admitted.writes.sessions.map((session) => ({
      ...session,
      id: 'of another',
      device: { userAgent: '', ip: '' },
    }))
    return decide({ ...emptyUser(userId), sessions }, Date.now())
  }
  const never = (): never => {
    throw new Error('no race asks for this')
  }
  return {
    update,
    read: never,
    touch: never,
    find: never,
    history: never,
    audit: never,
    expired: never,
    purge: never,
    forget: never,
  }
}
