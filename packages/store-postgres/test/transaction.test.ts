import { type SessionEvent, SessionManager, SessionPolicy } from '@seatkit/core'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'
import { waitsForLock } from './fixtures/waits-for-lock.ts'

const device = { userAgent: 'test', ip: '127.0.0.1' }
const policy = new SessionPolicy({ maxSessions: 5, approvalFrom: 'never' })

function watched({ store }: OpenedStore): { readonly sessions: SessionManager; readonly told: string[] } {
  const told: string[] = []
  const onEvent = ({ type }: SessionEvent): void => void told.push(type)
  const sessions = new SessionManager({
    store,
    policy,
    secret: 'x'.repeat(32),
    onEvent,
    sweepInterval: 'never',
  })
  return { sessions, told }
}

async function signIn(sessions: SessionManager) {
  const outcome = await sessions.signIn('user', { device })
  if (outcome.status !== 'admitted') throw new Error('there is room')
  return outcome.session
}

/** Runs work on one client, with a table of the application beside the sessions. */
async function withClient(
  opened: OpenedStore,
  work: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  await opened.admin(`
    CREATE TABLE ${opened.schema}.accounts (password text);
    INSERT INTO ${opened.schema}.accounts VALUES ('old');
    GRANT SELECT, UPDATE ON ${opened.schema}.accounts TO PUBLIC`)
  const client = await opened.pool.connect()
  try {
    await work(client)
  } finally {
    client.release()
  }
}

const passwordOf = async ({ admin, schema }: OpenedStore): Promise<unknown> =>
  (await admin(`SELECT password FROM ${schema}.accounts`))[0]?.password

describe("a transaction of the application's own", () => {
  it('commits a new password and the end of the other sessions together, and tells of it afterwards', async () => {
    await using opened = await openedStore()
    const { sessions, told } = watched(opened)
    await signIn(sessions)
    const kept = await signIn(sessions)
    told.length = 0
    await withClient(opened, async (client) => {
      await sessions.inTransaction(async (sessionsOn) => {
        await client.query('BEGIN')
        await client.query(`UPDATE ${opened.schema}.accounts SET password = 'new'`)
        expect(await sessionsOn(opened.store.in(client)).endOthers(kept)).toHaveLength(1)
        expect(await sessions.list('user')).toHaveLength(2)
        await client.query('COMMIT')
        expect(told).toEqual([])
      })
    })
    expect(told).toEqual(['session.ended'])
    expect((await sessions.list('user')).map(({ id }) => id)).toEqual([kept.id])
    expect(await passwordOf(opened)).toBe('new')
  })

  it('keeps the password and the sessions when it is rolled back, and tells nobody', async () => {
    await using opened = await openedStore()
    const { sessions, told } = watched(opened)
    await signIn(sessions)
    told.length = 0
    await withClient(opened, async (client) => {
      const broken = sessions.inTransaction(async (sessionsOn) => {
        await client.query('BEGIN')
        await client.query(`UPDATE ${opened.schema}.accounts SET password = 'new'`)
        await sessionsOn(opened.store.in(client)).endAll('user')
        throw new Error('the mail could not be sent')
      })
      await expect(broken).rejects.toThrow('the mail could not be sent')
      await client.query('ROLLBACK')
    })
    expect(told).toEqual([])
    expect(await sessions.list('user')).toHaveLength(1)
    expect(await sessions.audit('user', { limit: 10 })).toMatchObject({
      items: [{ type: 'session.started' }],
    })
    expect(await passwordOf(opened)).toBe('old')
  })

  it('signs a user in with the account that is made, once it is committed', async () => {
    await using opened = await openedStore()
    const { sessions, told } = watched(opened)
    let token = ''
    await withClient(opened, async (client) => {
      await sessions.inTransaction(async (sessionsOn) => {
        await client.query('BEGIN')
        const outcome = await sessionsOn(opened.store.in(client)).signIn('user', { device })
        if (outcome.status === 'admitted') token = outcome.token
        expect(await sessions.authenticate(token)).toEqual({ session: null })
        await client.query('COMMIT')
      })
    })
    expect((await sessions.authenticate(token)).session?.userId).toBe('user')
    expect(told).toEqual(['session.started'])
  })

  it('G1 makes a login elsewhere wait, and decide on what it left', async () => {
    await using opened = await openedStore()
    const one = new SessionPolicy({ maxSessions: 1, approvalFrom: 'never' })
    const options = {
      store: opened.store,
      policy: one,
      secret: 'x'.repeat(32),
      sweepInterval: 'never',
    } as const
    const sessions = new SessionManager(options)
    await withClient(opened, async (client) => {
      const elsewhere = await sessions.inTransaction(async (sessionsOn) => {
        await client.query('BEGIN')
        await sessionsOn(opened.store.in(client)).signIn('user', { device })
        const login = sessions.signIn('user', { device })
        await waitsForLock(opened, 'won AS')
        await client.query('COMMIT')
        return { login }
      })
      expect((await elsewhere.login).status).toBe('rejected')
    })
    expect(await sessions.list('user')).toHaveLength(1)
  })

  it("leaves the transaction's lock_timeout as it was", async () => {
    await using opened = await openedStore()
    await withClient(opened, async (client) => {
      await client.query('BEGIN')
      await client.query("SET LOCAL lock_timeout = '7s'")
      const session = await signIn(
        new SessionManager({
          store: opened.store.in(client),
          policy,
          secret: 'x'.repeat(32),
          sweepInterval: 'never',
        }),
      )
      await opened.store.in(client).touch('user', session.id, session.credentialHash, 0)
      expect((await client.query('SHOW lock_timeout')).rows).toEqual([{ lock_timeout: '7s' }])
      await client.query('ROLLBACK')
    })
  })
})
