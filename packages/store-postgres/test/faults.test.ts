import { emptyUser, SessionPolicy, type SessionStore, type UserSessions } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../../test-support/tcp-proxy.ts'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'

const DEADLINE_MS = 500
/** What a busy machine may take longer. */
const SLACK_MS = 2_000
const UNAVAILABLE = { code: 'store-unavailable', status: 503 }
const CONFLICT = { code: 'store-conflict', status: 503 }

const policy = new SessionPolicy({ maxSessions: 100, approvalFrom: 'never' })
const admit = (store: SessionStore, name: string, userId = 'user') =>
  store.update(userId, (user: UserSessions, now) => policy.admit(user, signInRequest(name), now))
const touch = (store: SessionStore, name: string) =>
  store.touch('user', `session-${name}`, `credential-${name}`, 0)

/** A store that reaches Postgres through a network that can be broken. */
async function proxied(
  opened: OpenedStore,
  deadline: number,
): Promise<
  AsyncDisposable & { readonly proxy: TcpProxy; readonly store: SessionStore; readonly pool: pg.Pool }
> {
  const proxy = await startTcpProxy(Number(new URL(inject('databaseUrl')).port))
  const url = new URL(opened.url)
  url.port = `${proxy.port}`
  const pool = new pg.Pool({ connectionString: url.href, max: 3 })
  return {
    proxy,
    pool,
    store: postgresStore({ pool, schema: opened.schema, timeout: deadline }),
    [Symbol.asyncDispose]: async () => {
      proxy.reset()
      await pool.end()
      await proxy[Symbol.asyncDispose]()
    },
  }
}

/** Holds the locks of all rows, as somebody does who has an editor open, until it is told to let go. */
async function lockHolder({
  adminUrl,
  schema,
}: OpenedStore): Promise<AsyncDisposable & { letGo(): Promise<void> }> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(
    `BEGIN; SELECT FROM ${schema}.users FOR UPDATE; SELECT FROM ${schema}.sessions FOR UPDATE`,
  )
  return {
    letGo: async () => void (await client.query('ROLLBACK')),
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** Fails with this error, and soon after the deadline at the latest. */
async function failsInTime(call: Promise<unknown>, error: object): Promise<void> {
  const started = performance.now()
  await expect(call).rejects.toMatchObject(error)
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS + SLACK_MS)
}

describe('G10 an answer that is lost', () => {
  it('is found again by the version of the change: one session for each login, or an error, whichever it was', async () => {
    await using opened = await openedStore()
    await using network = await proxied(opened, 60_000)
    await admit(network.store, 'before')
    for (let lost = 1; lost <= 6; lost++) {
      const events = (await opened.store.audit('user', { limit: 100 })).items.length
      network.proxy.loseAnswer(lost)
      const name = `lost-${lost}`
      const outcome = await admit(network.store, name).catch((error: unknown) => error)
      network.proxy.loseAnswer(Number.POSITIVE_INFINITY)
      const stored = await opened.store.find('user', `session-${name}`)
      const told = (await opened.store.audit('user', { limit: 100 })).items.length - events
      if (outcome instanceof Error) expect(outcome).toMatchObject(UNAVAILABLE)
      else expect(stored).not.toBeNull()
      expect(told).toBe(stored === null ? 0 : 1)
    }
  })

  it('of a commit is no error: the change is found, and is not made twice', async () => {
    await using opened = await openedStore()
    await using network = await proxied(opened, 60_000)
    let runs = 0
    const count = (lose: boolean) =>
      network.store.update('user', ({ wrongAnswers }, now) => {
        runs++
        // The answers so far: from here on, the next one is that of the commit.
        if (lose && runs === 2) network.proxy.loseAnswer(1)
        const change = policy.admit({ ...emptyUser('user'), wrongAnswers }, signInRequest(`${runs}`), now)
        return {
          ...change,
          writes: { ...change.writes, wrongAnswers: { count: wrongAnswers.count + 1, lastAt: now } },
          result: runs,
        }
      })
    await count(false)
    expect((await count(true)).result).toBe(2)
    const { user } = await opened.store.read('user')
    expect(user.wrongAnswers.count).toBe(2)
    expect(user.sessions).toHaveLength(2)
  })
})

describe('G8 a database that does not answer', () => {
  it('frozen: every call fails when its deadline has passed, and all is there afterwards', async () => {
    await using opened = await openedStore()
    await using network = await proxied(opened, DEADLINE_MS)
    await admit(opened.store, 'a')
    await network.store.read('user')
    network.proxy.freeze()
    await Promise.all([
      failsInTime(admit(network.store, 'b'), UNAVAILABLE),
      failsInTime(touch(network.store, 'a'), UNAVAILABLE),
      failsInTime(network.store.read('other'), UNAVAILABLE),
      failsInTime(network.store.find('user', 'a'), UNAVAILABLE),
      ...Array.from({ length: 50 }, (_, index) =>
        failsInTime(admit(network.store, 'c', `user-${index}`), UNAVAILABLE),
      ),
    ])
    network.proxy.thaw()
    network.proxy.reset()
    expect((await opened.store.read('user')).user.sessions.map(({ id }) => id)).toContain('session-a')
  })

  it('gone and back: fails at once, and works again without a new pool', async () => {
    await using opened = await openedStore()
    await using network = await proxied(opened, DEADLINE_MS)
    await admit(network.store, 'a')
    network.proxy.refuse()
    await failsInTime(touch(network.store, 'a'), UNAVAILABLE)
    await failsInTime(admit(network.store, 'b'), UNAVAILABLE)
    network.proxy.accept()
    expect((await touch(network.store, 'a'))?.session.id).toBe('session-a')
  })

  it('survives that idle connections break', async () => {
    await using opened = await openedStore()
    await admit(opened.store, 'a')
    const gone = new Promise((resolve) => opened.pool.once('remove', resolve))
    await opened.admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'seatkit_test_app'
      AND query LIKE '%${opened.schema}%'`)
    await gone
    expect((await touch(opened.store, 'a'))?.session.id).toBe('session-a')
  })

  it('a pool that is exhausted', async () => {
    await using opened = await openedStore({ deadline: DEADLINE_MS, max: 1 })
    const client = await opened.pool.connect()
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        failsInTime(admit(opened.store, 'a', `user-${index}`), UNAVAILABLE),
      ),
    )
    client.release()
    expect((await admit(opened.store, 'a')).result.status).toBe('admitted')
  })

  it('a pool that was ended', async () => {
    await using opened = await openedStore()
    const pool = new pg.Pool({ connectionString: opened.url })
    const store = postgresStore({ pool, schema: opened.schema })
    await pool.end()
    await expect(store.read('user')).rejects.toMatchObject(UNAVAILABLE)
  })

  it('a statement that was cancelled', async () => {
    await using opened = await openedStore({ statement_timeout: 1, deadline: DEADLINE_MS })
    const slow = `CREATE FUNCTION ${opened.schema}.slow() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(10); RETURN NEW; END $$;
      CREATE TRIGGER slow BEFORE INSERT ON ${opened.schema}.sessions FOR EACH ROW EXECUTE FUNCTION ${opened.schema}.slow()`
    await opened.admin(slow)
    await failsInTime(admit(opened.store, 'a'), { ...UNAVAILABLE, cause: { code: '57014' } })
  })
})

describe('a lock that somebody else holds', () => {
  it('G8 fails in time, leaves nobody waiting in the server, and is no harm to others', async () => {
    await using opened = await openedStore({ deadline: DEADLINE_MS })
    await admit(opened.store, 'a')
    await opened.admin(`UPDATE ${opened.schema}.sessions SET last_active_at = last_active_at - 1000`)
    await using holder = await lockHolder(opened)
    await Promise.all([
      failsInTime(admit(opened.store, 'b'), CONFLICT),
      failsInTime(touch(opened.store, 'a'), CONFLICT),
      failsInTime(opened.store.forget('user'), CONFLICT),
    ])
    expect((await opened.store.find('user', 'session-a'))?.session.id).toBe('session-a')
    const waiting = `SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${opened.schema}%'`
    expect(await opened.admin(waiting)).toEqual([])
    await holder.letGo()
    expect((await touch(opened.store, 'a'))?.session.id).toBe('session-a')
    expect((await admit(opened.store, 'b')).result.status).toBe('admitted')
  })
})

describe('a statement that Postgres undid for the sake of others is run again', () => {
  it.each(['40001', '40P01'])('%s', async (state) => {
    await using opened = await openedStore()
    await opened.admin(`
      CREATE SEQUENCE ${opened.schema}.failures;
      GRANT USAGE ON SEQUENCE ${opened.schema}.failures TO PUBLIC;
      CREATE FUNCTION ${opened.schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('${opened.schema}.failures') <= 3 THEN RAISE 'undone' USING ERRCODE = '${state}'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail BEFORE INSERT ON ${opened.schema}.sessions
        FOR EACH ROW EXECUTE FUNCTION ${opened.schema}.fail()`)
    expect((await admit(opened.store, 'a')).result.status).toBe('admitted')
    expect((await opened.store.audit('user', { limit: 10 })).items).toHaveLength(1)
  })

  it('also where the database serializes everything', async () => {
    await using opened = await openedStore({ options: '-c default_transaction_isolation=serializable' })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => admit(opened.store, `${index}`)),
    )
    expect(new Set(answers.map(({ result }) => result.status))).toEqual(new Set(['admitted']))
    await Promise.all(Array.from({ length: 20 }, (_, index) => touch(opened.store, `${index}`)))
    expect((await opened.store.read('user')).user.sessions).toHaveLength(20)
  })
})
