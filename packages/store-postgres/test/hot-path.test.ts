import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { type PostgresPool, type PostgresPoolClient, postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'
import { waitsForLock } from './fixtures/waits-for-lock.ts'

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 'never', onLimit: 'end-oldest' })

/** The pool, and the names of the statements that were sent through it. */
function counted(pool: pg.Pool): { readonly pool: PostgresPool; readonly sent: string[] } {
  const sent: string[] = []
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect()
    const query: PostgresPoolClient['query'] = (statement) => {
      sent.push(statement.name.replace(/.*\.|_.*/g, ''))
      return client.query(statement)
    }
    return {
      query,
      on: (event, listener) => client.on(event, listener),
      removeListener: (event, listener) => client.removeListener(event, listener),
      release: (destroy) => client.release(destroy),
    }
  }
  return { pool: { connect, on: (event, listener) => pool.on(event, listener) }, sent }
}

const admit = ({ store }: Pick<OpenedStore, 'store'>, name: string) =>
  store.update('user', (user, now) => policy.admit(user, signInRequest(name), now))
const touch = ({ store }: Pick<OpenedStore, 'store'>, interval: number) =>
  store.touch('user', 'session-a', 'credential-a', interval)

describe('round trips', () => {
  it('one to recognise a session, two to sign in, also when others have to end', async () => {
    await using opened = await openedStore()
    const { pool, sent } = counted(opened.pool)
    const store = postgresStore({ pool, schema: opened.schema })
    for (const name of ['a', 'b', 'c']) {
      await admit({ store }, name)
      expect(sent.splice(0)).toEqual(['readToChange', 'commit'])
    }
    for (const interval of [0, 60_000]) {
      await touch({ store }, interval)
      expect(sent.splice(0)).toEqual(['touch'])
    }
  })
})

/** How activity is recorded, and how often it has to have been due before. */
const WAYS = [
  ['read first', 0],
  ['as the guess is', 2],
] as const

describe('activity', () => {
  it('that is not due is answered without writing', async () => {
    await using opened = await openedStore()
    await admit(opened, 'a')
    const pool = new pg.Pool({ connectionString: opened.url, options: '-c default_transaction_read_only=on' })
    const store = postgresStore({ pool, schema: opened.schema })
    expect((await touch({ store }, 60_000))?.session.id).toBe('session-a')
    await expect(touch({ store }, 0)).rejects.toMatchObject({ cause: { code: '25006' } })
    await pool.end()
  })

  it.each(WAYS)(
    'G3 that waits while the session is ended finds it ended, and records nothing: %s',
    async (_way, dueBefore) => {
      await using opened = await openedStore()
      await admit(opened, 'a')
      for (let count = 0; count < dueBefore; count++) await touch(opened, 0)
      const before = await opened.store.find('user', 'session-a')
      const client = await opened.pool.connect()
      await client.query('BEGIN')
      await opened.store
        .in(client)
        .update('user', (user, now) => policy.endAll(user, { reason: 'revoked' }, now))
      const touched = touch(opened, 0)
      await waitsForLock(opened, 'touch_session')
      await client.query('COMMIT')
      client.release()
      expect(await touched).toBeNull()
      expect((await opened.store.find('user', 'session-a'))?.session).toMatchObject({
        endReason: 'revoked',
        lastActiveAt: before?.session.lastActiveAt,
      })
    },
  )

  it.each(WAYS)(
    'R13 that waits while the session is rotated is not recorded, and its credential reads: %s',
    async (_way, dueBefore) => {
      await using opened = await openedStore()
      await admit(opened, 'a')
      for (let count = 0; count < dueBefore; count++) await touch(opened, 0)
      const client = await opened.pool.connect()
      await client.query('BEGIN')
      const rotation = {
        sessionId: 'session-a',
        credentialHash: 'credential-a',
        newCredentialHash: 'new',
        graceMs: 60_000,
      }
      const { result } = await opened.store
        .in(client)
        .update('user', (user, now) => policy.rotate(user, rotation, now))
      const touched = touch(opened, 0)
      await waitsForLock(opened, 'touch_session')
      await client.query('COMMIT')
      client.release()
      expect((await touched)?.session).toEqual(result)
    },
  )

  it('is recorded in one step where it was due before, and read first again where it was not', async () => {
    await using opened = await openedStore()
    const { pool, sent } = counted(opened.pool)
    const store = postgresStore({ pool, schema: opened.schema })
    await admit({ store }, 'a')
    sent.splice(0)
    const touchThrice = async (interval: number): Promise<boolean[]> => {
      const wasDue: boolean[] = []
      for (let times = 0; times < 3; times++) {
        const touched = await touch({ store }, interval)
        wasDue.push(touched?.session.lastActiveAt === touched?.now)
      }
      return wasDue
    }
    expect(await touchThrice(0)).toEqual([true, true, true])
    // Or the next could be in the millisecond of the last.
    await opened.admin(`UPDATE ${opened.schema}.sessions SET last_active_at = last_active_at - 1000`)
    expect(await touchThrice(60_000)).toEqual([false, false, false])
    expect(sent).toEqual(['touch', 'touch', 'touchDue', 'touchDue', 'touchDue', 'touch'])
  })

  it('rewrites no index entry when it is recorded', async () => {
    await using opened = await openedStore({ max: 1 })
    await admit(opened, 'a')
    for (let count = 0; count < 50; count++) await touch(opened, 0)
    await opened.pool.query('SELECT pg_stat_force_next_flush()')
    const [row] = await opened.admin(`SELECT n_tup_upd::int AS updated, n_tup_hot_upd::int AS hot
      FROM pg_stat_user_tables WHERE schemaname = '${opened.schema}' AND relname = 'sessions'`)
    expect(row).toEqual({ updated: 50, hot: 50 })
  })
})

describe('a pool whose application parses columns in its own way', () => {
  it('gives the same answers', async () => {
    await using opened = await openedStore({ types: { getTypeParser: () => (value: unknown) => `${value}` } })
    const { events } = await admit(opened, 'a')
    expect((await touch(opened, 0))?.session.device).toEqual(signInRequest('a').device)
    expect((await opened.store.audit('user', { limit: 1 })).items).toEqual(events)
  })
})

describe('a record that cannot be read is an error, never "no session"', () => {
  it.each([
    ['an end for a reason that there is not', "sessions SET ended_at = 1, end_reason = 'toString'"],
    ['a number beyond what JavaScript can hold', 'sessions SET expires_at = 9007199254740993'],
  ])('%s', async (_what, damage) => {
    await using opened = await openedStore()
    await admit(opened, 'a')
    await opened.admin(`UPDATE ${opened.schema}.${damage}`)
    await expect(opened.store.find('user', 'session-a')).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(opened.store.history('user', { limit: 1 })).rejects.toMatchObject({ code: 'store-corrupt' })
  })

  it('a challenge with a status that there is not', async () => {
    await using opened = await openedStore()
    const two = new SessionPolicy()
    for (const name of ['a', 'b']) {
      await opened.store.update('user', (user, now) => two.admit(user, signInRequest(name), now))
    }
    await opened.admin(`UPDATE ${opened.schema}.challenges SET status = 'great', closed_at = expires_at`)
    await expect(opened.store.read('user')).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(admit(opened, 'c')).rejects.toMatchObject({ code: 'store-corrupt' })
  })
})
