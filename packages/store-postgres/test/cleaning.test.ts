import { SessionPolicy, type SessionStore } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'
import { waitsForLock } from './fixtures/waits-for-lock.ts'

const HOUR_MS = 3_600_000
const policy = new SessionPolicy({ maxSessions: 100, approvalFrom: 'never' })
const admit = (store: SessionStore, name: string, userId = 'user') =>
  store.update(userId, (user, now) => policy.admit(user, signInRequest(name), now))

/** Moves all that is stored so many milliseconds into the past. */
async function age({ admin, schema }: OpenedStore, ms: number): Promise<void> {
  await admin(`
    UPDATE ${schema}.sessions SET created_at = created_at - ${ms}, last_active_at = last_active_at - ${ms},
      expires_at = expires_at - ${ms}, due_at = due_at - ${ms}, ended_at = ended_at - ${ms};
    UPDATE ${schema}.challenges SET expires_at = expires_at - ${ms}, closed_at = closed_at - ${ms};
    UPDATE ${schema}.events SET committed_at = committed_at - ${ms};
    UPDATE ${schema}.users SET last_wrong_at = last_wrong_at - ${ms}, last_prompt_at = last_prompt_at - ${ms}`)
}

async function expiredOf(store: SessionStore, limit = 10): Promise<string[]> {
  const users: string[] = []
  for await (const userId of store.expired(limit)) users.push(userId)
  return users
}

const countOf = async ({ admin, schema }: OpenedStore, table: string): Promise<unknown> =>
  (await admin(`SELECT count(*)::int AS count FROM ${schema}.${table}`))[0]?.count

describe('whose time has passed', () => {
  it('is found by an index that activity does not move: the sweeper moves it on', async () => {
    await using opened = await openedStore()
    for (const user of ['used', 'idle']) await admit(opened.store, 'a', user)
    await age(opened, HOUR_MS / 2)
    await opened.store.touch('used', 'session-a', 'credential-a', 0)
    await opened.admin(`UPDATE ${opened.schema}.sessions SET last_active_at = last_active_at - ${HOUR_MS / 2},
      due_at = due_at - ${HOUR_MS / 2}`)
    expect(await expiredOf(opened.store)).toEqual(['idle'])
    const due = await opened.admin(`SELECT user_id FROM ${opened.schema}.sessions
      WHERE due_at = least(last_active_at + idle_timeout_ms, expires_at) ORDER BY user_id`)
    expect(due).toEqual([{ user_id: 'idle' }, { user_id: 'used' }])
  })

  it('is found, however many were used in the meantime', async () => {
    await using opened = await openedStore()
    await opened.admin(`
      INSERT INTO ${opened.schema}.users SELECT 1, 0, 0, 0, 0, 0, 'user-' || i FROM generate_series(1, 2500) AS i;
      INSERT INTO ${opened.schema}.sessions (user_id, id, credential_hash, ip, user_agent, created_at, authenticated_at,
        last_active_at, idle_timeout_ms, expires_at, due_at)
      SELECT 'user-' || i, 's', '', '', '', 0, 0, 9e12::bigint - (CASE WHEN i > 2498 THEN 9e12 ELSE 0 END)::bigint,
        1000, 9e12::bigint, i FROM generate_series(1, 2500) AS i`)
    expect((await expiredOf(opened.store)).sort()).toEqual(['user-2499', 'user-2500'])
    const [row] = await opened.admin(
      `SELECT count(*)::int AS count FROM ${opened.schema}.sessions WHERE due_at < 10000`,
    )
    expect(row).toEqual({ count: 2 })
  })
})

describe('purging', () => {
  it('leaves nothing of a user of whom everything is too old', async () => {
    await using opened = await openedStore()
    const two = new SessionPolicy()
    for (const name of ['a', 'b']) {
      await opened.store.update('user', (user, now) => two.admit(user, signInRequest(name), now))
    }
    await opened.store.update('user', (user, now) => two.endAll(user, { reason: 'revoked' }, now))
    await age(opened, 91 * 24 * HOUR_MS)
    await opened.store.purge(1_000)
    for (const table of ['sessions', 'challenges', 'events', 'users'])
      expect(await countOf(opened, table)).toBe(0)
  })

  it('keeps a user who is open, and one whose wrong answers still count', async () => {
    await using opened = await openedStore()
    for (const user of ['open', 'suspect']) await admit(opened.store, 'a', user)
    await opened.store.update('suspect', (user, now) => policy.endAll(user, { reason: 'revoked' }, now))
    await age(opened, 91 * 24 * HOUR_MS)
    await opened.admin(`UPDATE ${opened.schema}.users SET wrong_answers = 7,
      last_wrong_at = floor(extract(epoch FROM now()) * 1000) WHERE user_id = 'suspect'`)
    await opened.store.purge(1_000)
    expect((await opened.store.read('suspect')).user.wrongAnswers.count).toBe(7)
    expect((await opened.store.read('open')).user.sessions).toHaveLength(1)
  })

  it('skips what somebody else has locked, and waits for nobody', async () => {
    await using opened = await openedStore()
    for (const name of ['a', 'b']) await admit(opened.store, name)
    await opened.store.update('user', (user, now) => policy.endAll(user, { reason: 'revoked' }, now))
    await age(opened, 91 * 24 * HOUR_MS)
    const client = new pg.Client({ connectionString: opened.adminUrl })
    await client.connect()
    await client.query(`BEGIN; SELECT FROM ${opened.schema}.sessions WHERE id = 'session-a' FOR UPDATE;
      SELECT FROM ${opened.schema}.events WHERE ordinal = 1 FOR UPDATE`)
    expect(await opened.store.purge(1_000)).toBe(2)
    await client.query('ROLLBACK')
    await client.end()
    expect(await opened.store.purge(1_000)).toBe(4)
  })

  it('keeps a user who signs in while they are looked at', async () => {
    await using opened = await openedStore()
    await admit(opened.store, 'old')
    await opened.store.update('user', (user, now) => policy.endAll(user, { reason: 'revoked' }, now))
    await age(opened, 91 * 24 * HOUR_MS)
    const client = await opened.pool.connect()
    await client.query('BEGIN')
    await admit(opened.store.in(client), 'new')
    const purge = opened.store.purge(1_000)
    await waitsForLock(opened, 'users AS u USING')
    await client.query('COMMIT')
    client.release()
    await purge
    expect((await opened.store.read('user')).user.sessions.map(({ id }) => id)).toEqual(['session-new'])
  })

  it('by four at once, while users sign in: all that is old goes once, and nobody who signs in', async () => {
    await using opened = await openedStore()
    const users = Array.from({ length: 40 }, (_, index) => `user-${index}`)
    for (const user of users) {
      await admit(opened.store, 'old', user)
      await opened.store.update(user, (current, now) => policy.endAll(current, { reason: 'revoked' }, now))
    }
    await age(opened, 91 * 24 * HOUR_MS)
    const others = [1, 2, 3].map(() =>
      postgresStore({ pool: opened.pool, schema: opened.schema, timeout: '60s' }),
    )
    const [purged] = await Promise.all([
      Promise.all([opened.store, ...others].map((store) => store.purge(1_000))),
      Promise.all(users.map((user) => admit(opened.store, 'new', user))),
    ])
    const rest = await opened.store.purge(1_000)
    expect([...purged, rest].reduce((sum, count) => sum + count)).toBe(users.length * 3)
    for (const user of users) {
      expect((await opened.store.history(user, { limit: 10 })).items.map(({ id }) => id)).toEqual([
        'session-new',
      ])
    }
  })
})
