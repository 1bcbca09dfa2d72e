import { type Change, emptyUser, type SessionStore, type UserSessions } from '@seatkit/core'
import pg from 'pg'
import { openStore as openSound } from './postgres.ts'

/** The limit that these stores try to keep. */
export const FLAWED_LIMIT = 5

/**
 * Ways to limit rows that look right and are not. Each is run by several processes at once, and must be caught.
 *
 * - `check then insert`: nothing keeps others from inserting in between.
 * - `count in the insert`: one statement, but each sees what was committed when it began.
 * - `lock and count in one statement`: the statement waits for the lock with a snapshot that it took before.
 */
const INSERTS = {
  'check then insert': 'INSERT INTO seats (user_id) VALUES ($1) RETURNING user_id',
  'count in the insert': `
    INSERT INTO seats (user_id) SELECT $1
    WHERE (SELECT count(*) FROM seats WHERE user_id = $1) < ${FLAWED_LIMIT} RETURNING user_id`,
  'lock and count in one statement': `
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtext($1)))
    INSERT INTO seats (user_id) SELECT $1 FROM locked
    WHERE (SELECT count(*) FROM seats WHERE user_id = $1) < ${FLAWED_LIMIT} RETURNING user_id`,
} as const

export type Flaw = keyof typeof INSERTS
export const FLAWS = Object.keys(INSERTS) as readonly Flaw[]

/** @param place  URL, schema, and the flaw. */
export function openStore(place: string): SessionStore {
  const [connectionString = '', schema = '', ...flaw] = place.split(' ')
  const insert = INSERTS[flaw.join(' ') as Flaw]
  const pool = new pg.Pool({ connectionString, max: 5, options: `-c search_path=${schema}` })

  async function update<R>(
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
  ): Promise<Change<R>> {
    const { rows } = await pool.query('SELECT user_id FROM seats WHERE user_id = $1', [userId])
    const admitted = decide(emptyUser(userId), Date.now())
    if (rows.length < FLAWED_LIMIT && (await pool.query(insert, [userId])).rowCount === 1) return admitted
    const full = Array.from({ length: FLAWED_LIMIT }, (_, index) => decide(emptyUser(`${index}`), Date.now()))
    const sessions = full.flatMap(({ writes }, index) =>
      writes.sessions.map((session) => ({ ...session, id: `${index}`, device: { userAgent: '', ip: '' } })),
    )
    return decide({ ...emptyUser(userId), sessions }, Date.now())
  }
  const sound = openSound(`${connectionString} ${schema}`)
  return new Proxy(sound, {
    get: (store, name) => (name === 'update' ? update : Reflect.get(store, name).bind(store)),
  })
}
