import { memoryBus } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { FaultyStore } from './faulty-store.ts'
import { sessionCookie, startLiveServer, ticketCookie } from './live-server.ts'
import { LossyBus } from './lossy-bus.ts'

describe('after a gap', () => {
  it('a session is told what it missed, each thing once', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus, policy: { maxSessions: 4, approvalFrom: 4 } })
    const a = await live.online('a')
    const b = await live.signIn('b')
    const known = await live.signIn('c')
    const denied = await live.wait('d')
    await a.client.take(3)

    bus.isLosing = true
    await live.sessions.deny(b.session, denied.challenge.id)
    await live.sessions.signOut(known.session)
    const started = await live.signIn('e')
    const created = await live.wait('f')
    bus.isLosing = false
    expect(await a.client.settled()).toEqual([])

    bus.tellOfGap()
    bus.tellOfGap()
    const caughtUp = await a.client.take(4)
    expect(caughtUp).toContainEqual({
      type: 'challenge.closed',
      challengeId: denied.challenge.id,
      status: 'denied',
    })
    expect(caughtUp).toMatchObject([
      { type: expect.anything() },
      { type: expect.anything() },
      { type: 'session.started', session: { id: started.session.id } },
      { type: 'challenge.created', challenge: { id: created.challenge.id } },
    ])
    const ended = caughtUp.find(({ type }) => type === 'session.ended')
    expect(ended).toMatchObject({ session: { id: known.session.id, endReason: 'signed-out' } })
    expect(await a.client.settled()).toEqual([])
  })

  it('a session learns of its own end', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.online('a')
    bus.isLosing = true
    await live.sessions.endAll('alice', 'user-disabled')
    bus.tellOfGap()
    expect(await a.client.next()).toMatchObject({
      session: { current: true, endReason: 'user-disabled', endedAt: expect.any(String) },
    })
    expect(await a.client.closed).toBe(4401)
  })

  it('finds how something ended behind a hundred later events', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.online('a')
    const b = await live.wait('b')
    await a.client.next()
    bus.isLosing = true
    await live.sessions.cancel(b.ticket)
    for (let i = 0; i < 60; i++) await live.sessions.cancel((await live.wait('c')).ticket)
    bus.tellOfGap()
    expect(await a.client.next()).toMatchObject({ challengeId: b.challenge.id, status: 'cancelled' })
  })

  it('a waiting device learns how its login stands', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.signIn('a')
    const b = await live.waiting('b')
    bus.isLosing = true
    await live.sessions.answer(a.session, b.challenge.id, b.challenge.code)
    bus.tellOfGap()
    expect(await b.client.next()).toMatchObject({ type: 'challenge.closed', status: 'approved' })
    await live.sessions.deny(a.session, b.challenge.id)
    bus.tellOfGap()
    expect(await b.client.next()).toMatchObject({ status: 'denied' })
    expect(await b.client.closed).toBe(1000)
  })

  it('the timer does the same where the bus does not know that it lost something', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus, recheckInterval: 5 })
    const a = await live.online('a')
    bus.isLosing = true
    const b = await live.wait('b')
    expect(await a.client.next()).toMatchObject({ challenge: { id: b.challenge.id } })
  })
})

describe('what happens while a connection opens', () => {
  it('is told after the hello that could not have it', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const a = await live.signIn('a')
    const isRead = store.hold('read')
    const client = live.connect(sessionCookie(a))
    await isRead
    const b = await live.wait('b')
    store.release()
    expect(await client.take(2)).toMatchObject([
      { type: 'hello', challenges: [] },
      { type: 'challenge.created', challenge: { id: b.challenge.id } },
    ])
  })

  it('is read again when the bus told of a gap meanwhile', async () => {
    const store = new FaultyStore()
    const bus = new LossyBus()
    const live = await startLiveServer({ store: store.store, bus })
    const a = await live.signIn('a')
    const isRead = store.hold('read')
    const client = live.connect(sessionCookie(a))
    await isRead
    bus.isLosing = true
    const b = await live.wait('b')
    bus.tellOfGap()
    store.release()
    expect(await client.take(2)).toMatchObject([
      { type: 'hello' },
      { type: 'challenge.created', challenge: { id: b.challenge.id } },
    ])
  })

  it('is read once, even where the bus tells of a gap as soon as it is listened to', async () => {
    const store = new FaultyStore()
    const bus = memoryBus()
    const live = await startLiveServer({
      store: store.store,
      bus: {
        publish: bus.publish,
        subscribe(userId, listener) {
          listener.onGap()
          return bus.subscribe(userId, listener)
        },
      },
    })
    const a = await live.signIn('a')
    const b = await live.wait('b')
    const isRead = store.hold('read')
    const client = live.connect(sessionCookie(a))
    await isRead
    await live.sessions.deny(a.session, b.challenge.id)
    store.release()
    const told = [await client.next(), ...(await client.settled())]
    expect(told.at(-1)).toMatchObject({ type: 'challenge.closed', challengeId: b.challenge.id })
  })

  it('is told to a waiting device after its hello', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const a = await live.signIn('a')
    const b = await live.wait('b')
    const isRead = store.hold('read', 1)
    const client = live.connect(ticketCookie(b))
    await isRead
    await live.sessions.answer(a.session, b.challenge.id, b.challenge.code)
    store.release()
    expect(await client.take(2)).toMatchObject([
      { type: 'hello', pending: { status: 'pending' } },
      { type: 'challenge.closed', status: 'approved' },
    ])
  })

  it('is not told twice when the hello has it', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const client = live.connect(sessionCookie(a))
    const b = await live.wait('b')
    const told = [await client.next(), ...(await client.settled())]
    expect(JSON.stringify(told).split(`"id":"${b.challenge.id}"`)).toHaveLength(2)
  })

  it('G4 ends the connection when it is the end of the session', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const a = await live.signIn('a')
    const isRead = store.hold('read')
    const client = live.connect(sessionCookie(a))
    await isRead
    await live.sessions.end('alice', a.session.id)
    store.release()
    expect(await client.next()).toMatchObject({ type: 'session.ended', session: { current: true } })
    expect(await client.closed).toBe(4401)
  })
})
