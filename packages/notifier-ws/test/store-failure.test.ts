import { once } from 'node:events'
import { memoryStore, SessionManager } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { FaultyStore } from './faulty-store.ts'
import { deviceOf, sessionCookie, startLiveServer, ticketCookie } from './live-server.ts'
import { LossyBus } from './lossy-bus.ts'
import { RawClient } from './raw-client.ts'

const DENY = { type: 'challenge.deny', ref: '1', challengeId: 'unknown' }

describe('a store that cannot answer', () => {
  it('G8 makes an upgrade 503 with Retry-After', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const a = await live.signIn('a')
    const b = await live.wait('b')
    store.isDown = true
    for (const headers of [sessionCookie(a), ticketCookie(b)]) {
      const { status, headers: sent, body } = await live.connect(headers).refused()
      expect([status, body.code, sent['retry-after']]).toEqual([503, 'store-unavailable', '2'])
    }
  })

  it('G8 makes the answer to a message "store-unavailable", and closes nothing', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const { client } = await live.online('a')
    store.isDown = true
    client.send(DENY)
    expect(await client.next()).toEqual({ type: 'answer', ref: '1', status: 'store-unavailable' })
    store.isDown = false
    client.send(DENY)
    expect(await client.next()).toMatchObject({ status: 'not-found' })
  })

  it('is asked again after a gap, until it answers', async () => {
    const store = new FaultyStore()
    const bus = new LossyBus()
    const live = await startLiveServer({ store: store.store, bus })
    const { client } = await live.online('a')
    bus.isLosing = true
    const b = await live.wait('b')
    store.isDown = true
    bus.tellOfGap()
    client.send(DENY)
    expect(await client.next()).toMatchObject({ status: 'store-unavailable' })
    store.isDown = false
    expect(await client.next()).toMatchObject({ challenge: { id: b.challenge.id } })
  })

  it('makes an upgrade 503 when it takes longer than five seconds', { timeout: 10_000 }, async () => {
    const store = new FaultyStore()
    const bus = new LossyBus()
    const live = await startLiveServer({ store: store.store, bus })
    const a = await live.signIn('a')
    const isAsked = store.hold('read')
    const client = live.connect(sessionCookie(a))
    await isAsked
    expect((await client.refused()).status).toBe(503)
    expect(bus.listening).toBe(1)
    store.release()
    while (bus.listening > 0) await new Promise(setImmediate)
  })
})

describe('a client that leaves while the store is asked', () => {
  it.each(['destroy', 'resetAndDestroy'] as const)('leaves nothing behind (%s)', async (leave) => {
    const store = new FaultyStore()
    const bus = new LossyBus()
    const live = await startLiveServer({ store: store.store, bus })
    const a = await live.signIn('a')
    const isAsked = store.hold('read')
    const raw = new RawClient(live.origin, sessionCookie(a))
    await isAsked
    raw.socket[leave]()
    await raw.rest()
    store.release()
    while (bus.listening > 0) await new Promise(setImmediate)
  })

  it('breaks nothing by not being there for the refusal', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const a = await live.signIn('a')
    await live.sessions.signOut(a.session)
    for (let i = 0; i < 20; i++) {
      const isAsked = store.hold('find')
      const upgraded = once(live.server, 'upgrade')
      const raw = new RawClient(live.origin, sessionCookie(a))
      const [, socket] = await upgraded
      await isAsked
      raw.socket.resetAndDestroy()
      await raw.rest()
      store.release()
      if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    }
    expect((await live.connect(sessionCookie(a)).refused()).status).toBe(401)
  })
})

it("a failure of the application's own bus is a 500, and a warning", async () => {
  const warned = once(process, 'warning')
  const sessions = new SessionManager({
    store: memoryStore(),
    secret: 'a secret of thirty-two bytes, no less',
    sweepInterval: 'never',
    bus: { publish() {}, subscribe: () => Promise.reject(new Error('no bus')) },
  })
  const live = await startLiveServer({ sessions })
  const a = await sessions.signIn('alice', { device: deviceOf('a') })
  if (a.status !== 'admitted') throw new Error(a.status)
  expect((await live.connect(sessionCookie(a)).refused()).status).toBe(500)
  expect(await warned).toMatchObject([{ message: 'no bus' }])
})
