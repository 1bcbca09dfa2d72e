import { ALL_USERS, type SessionEvent, SessionManager, twoSessions } from '@seatkit/core'
import { type PostgresBus, postgresBus } from '@seatkit/store-postgres'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { startTcpProxy } from '../../../test-support/tcp-proxy.ts'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'

const device = { userAgent: 'test', ip: '127.0.0.1' }
const secret = 'x'.repeat(32)

interface Heard {
  readonly types: string[]
  gaps: number
  /** Resolves when something more was heard than had been at the call. */
  next(): Promise<void>
}

/** Listens to a user, and keeps what it hears. */
async function hear(bus: PostgresBus, userId: string): Promise<Heard & { stop: () => void }> {
  let wake = (): void => {}
  const heard: Heard = {
    types: [],
    gaps: 0,
    next: () =>
      new Promise((resolve) => {
        wake = resolve
      }),
  }
  const stop = await bus.subscribe(userId, {
    onEvents: (events: readonly SessionEvent[]) => {
      heard.types.push(...events.map(({ type }) => type))
      wake()
    },
    onGap: () => {
      heard.gaps++
      wake()
    },
  })
  return Object.assign(heard, { stop })
}

function busOn(
  { pool, url, schema }: OpenedStore,
  connectionString: string = url,
): PostgresBus & AsyncDisposable {
  const bus = postgresBus({ pool, connect: () => new pg.Client({ connectionString }), schema })
  return Object.assign(bus, { [Symbol.asyncDispose]: () => bus.close() })
}

function managerOn({ store }: OpenedStore, bus: PostgresBus): SessionManager {
  return new SessionManager({ store, bus, policy: twoSessions(), secret, sweepInterval: 'never' })
}

describe('postgresBus', () => {
  it('tells one process what happens in another, with the events of each change in order', async () => {
    await using opened = await openedStore()
    await using here = busOn(opened)
    await using there = busOn(opened)
    const sessions = managerOn(opened, there)
    const first = await sessions.signIn('user', { device })
    const heard = await hear(here, 'user')
    const prompted = heard.next()
    const second = await sessions.signIn('user', { device })
    await prompted
    expect(heard.types).toEqual(['challenge.created'])
    if (first.status !== 'admitted' || second.status !== 'challenged') throw new Error('the second waits')
    const answered = heard.next()
    const { id, code = '' } = second.challenge
    await sessions.answer(first.session, id, code)
    await answered
    expect(heard.types).toEqual(['challenge.created', 'challenge.closed'])
  })

  it("does not tell of other users' sessions, nor anything after the end of the subscription", async () => {
    await using opened = await openedStore()
    await using bus = busOn(opened)
    const sessions = managerOn(opened, bus)
    const quiet = await hear(bus, 'quiet')
    const left = await hear(bus, 'user')
    left.stop()
    const heard = await hear(bus, 'user')
    const told = heard.next()
    await sessions.signIn('user', { device })
    await told
    expect([heard.types, left.types, quiet.types]).toEqual([['session.started'], [], []])
  })

  it('makes up for a notification that was lost by the next one', async () => {
    await using opened = await openedStore()
    await using bus = busOn(opened)
    const silent = new SessionManager({ store: opened.store, secret, sweepInterval: 'never' })
    const heard = await hear(bus, 'user')
    await silent.signIn('user', { device })
    const told = heard.next()
    await managerOn(opened, bus).signIn('user', { device })
    await told
    expect(heard.types).toEqual(['session.started', 'challenge.created'])
  })

  it('listens again after the connection broke, and tells of the gap', async () => {
    await using opened = await openedStore()
    await using proxy = await startTcpProxy(Number(new URL(inject('databaseUrl')).port))
    const url = new URL(opened.url)
    url.port = `${proxy.port}`
    await using bus = busOn(opened, url.href)
    const silent = new SessionManager({ store: opened.store, secret, sweepInterval: 'never' })
    const heard = await hear(bus, 'user')
    const gap = heard.next()
    proxy.refuse()
    await silent.signIn('user', { device })
    proxy.accept()
    await gap
    expect(heard).toMatchObject({ gaps: 1, types: [] })
    const told = heard.next()
    await managerOn(opened, bus).signIn('user', { device })
    await told
    expect(heard).toMatchObject({ gaps: 1, types: ['challenge.created'] })
  })

  it('sends nothing but the id of the user, under 200 bytes whatever it is', async () => {
    await using opened = await openedStore()
    await using bus = busOn(opened)
    const listener = new pg.Client({ connectionString: opened.url })
    await listener.connect()
    await listener.query(`LISTEN ${opened.schema}`)
    const heard = new Promise<string>((resolve) => {
      listener.on('notification', ({ payload = '' }) => resolve(payload))
    })
    const userId = '😀'.repeat(32)
    await managerOn(opened, bus).signIn(userId, { device })
    expect(await heard).toBe(userId)
    expect(Buffer.byteLength(userId)).toBeLessThan(200)
    await listener.end()
  })

  it('takes what somebody else sends for all users as a gap, and goes on', async () => {
    await using opened = await openedStore()
    await using bus = busOn(opened)
    const heard = await hear(bus, ALL_USERS)
    for (const payload of ['{', '{}']) {
      const gap = heard.next()
      await opened.pool.query('SELECT pg_notify($1, $2)', [`${opened.schema}:all`, payload])
      await gap
    }
    expect(heard).toMatchObject({ gaps: 2, types: [] })
  })

  it('G8 cannot be subscribed to while Postgres cannot be reached, and can again afterwards', async () => {
    await using opened = await openedStore()
    await using proxy = await startTcpProxy(Number(new URL(inject('databaseUrl')).port))
    const url = new URL(opened.url)
    url.port = `${proxy.port}`
    await using bus = busOn(opened, url.href)
    proxy.refuse()
    await expect(hear(bus, 'user')).rejects.toMatchObject({ code: 'store-unavailable' })
    proxy.accept()
    const heard = await hear(bus, 'user')
    const told = heard.next()
    await managerOn(opened, bus).signIn('user', { device })
    await told
    expect(heard.types).toEqual(['session.started'])
  })
})
