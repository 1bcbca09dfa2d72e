import { memoryStore, type Session } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { type LiveServer, sessionCookie, startLiveServer } from './live-server.ts'
import { LossyBus } from './lossy-bus.ts'

describe('the end of a session', () => {
  it.each<[string, (live: LiveServer, own: Session) => Promise<unknown>]>([
    ['revoked', (live, { id }) => live.sessions.end('alice', id)],
    ['signed-out', (live, own) => live.sessions.signOut(own)],
    ['user-disabled', (live) => live.sessions.endAll('alice', 'user-disabled')],
    ['displaced', (live) => live.signIn('b')],
    ['replaced', (live) => live.signIn('a')],
  ])('G9 as "%s" is told to its device, and then its connection closes with 4401', async (endReason, end) => {
    const live = await startLiveServer({ policy: { maxSessions: 1, onLimit: 'end-oldest' } })
    const { client, session } = await live.online('a')
    await end(live, session)
    expect(await client.next()).toMatchObject({
      type: 'session.ended',
      session: { id: session.id, current: true, endReason, endedAt: '2023-11-14T22:13:20.000Z' },
    })
    await expect(client.next()).rejects.toThrow('closed with 4401')
  })

  it('closes every connection of that session, and the other sessions are told', async () => {
    const live = await startLiveServer({ policy: { approvalFrom: 'never' } })
    const a = await live.online('a')
    const tab = live.connect(sessionCookie(a))
    await tab.next()
    const b = await live.online('b')
    await live.sessions.end('alice', a.session.id, { by: b.session.id })
    expect(await Promise.all([a.client.closed, tab.closed])).toEqual([4401, 4401])
    expect(await b.client.settled()).toMatchObject([
      { type: 'session.ended', session: { id: a.session.id, current: false, endReason: 'revoked' } },
    ])
  })

  it('G4 is noticed by the next message even where the event is lost, and that message does nothing', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus, policy: { maxSessions: 3, approvalFrom: 3 } })
    const a = await live.online('a')
    await live.signIn('b')
    const c = await live.wait('c')
    await a.client.take(2)
    bus.isLosing = true
    await live.sessions.end('alice', a.session.id)
    a.client.send({ type: 'challenge.deny', ref: '1', challengeId: c.challenge.id })
    expect(await a.client.next()).toMatchObject({ session: { current: true, endReason: 'revoked' } })
    await expect(a.client.next()).rejects.toThrow('closed with 4401')
    expect(await live.sessions.pending(c.ticket)).toMatchObject({ status: 'pending' })
  })

  it('lets a login in that nobody is left to answer', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const b = await live.waiting('b')
    await live.sessions.signOut(a.session)
    expect(await b.client.next()).toMatchObject({ type: 'challenge.closed', status: 'approved' })
  })

  it('comes with 4401 alone when the user was forgotten', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.online('a')
    const b = await live.waiting('b')
    await a.client.next()
    await live.sessions.forget('alice')
    bus.tellOfGap()
    await expect(a.client.next()).rejects.toThrow('closed with 4401')
    await expect(b.client.next()).rejects.toThrow('closed with 4401')
  })
})

describe('time', () => {
  it('ends a session at its idle limit, whatever was sent meanwhile: messages and pings are no activity', async () => {
    const live = await startLiveServer({ recheckInterval: 5 })
    const { client } = await live.online('a')
    live.clock.advance(59 * 60_000)
    client.ws.ping()
    expect(await client.settled()).toEqual([])
    live.clock.advance(60_000)
    expect(await client.next()).toMatchObject({
      session: { current: true, endReason: 'idle-timeout', endedAt: '2023-11-14T23:13:20.000Z' },
    })
    await expect(client.next()).rejects.toThrow('closed with 4401')
  })

  it('does not keep a session alive by opening sockets, as a page that reconnects does', async () => {
    const live = await startLiveServer({ recheckInterval: 5 })
    const { client, token } = await live.online('a')
    live.clock.advance(59 * 60_000)
    const again = live.connect({ authorization: `Bearer ${token}` })
    expect(await again.next()).toMatchObject({ type: 'hello' })
    live.clock.advance(60_000)
    expect(await client.next()).toMatchObject({ session: { endReason: 'idle-timeout' } })
    expect(await again.next()).toMatchObject({ session: { endReason: 'idle-timeout' } })
  })

  it('ends a session at its absolute limit, however active', async () => {
    const live = await startLiveServer({ recheckInterval: 5, policy: { absoluteTimeout: '90m' } })
    const { client, token } = await live.online('a')
    live.clock.advance(50 * 60_000)
    await live.sessions.authenticate(token)
    live.clock.advance(40 * 60_000)
    expect(await client.next()).toMatchObject({ session: { endReason: 'absolute-timeout' } })
    await expect(client.next()).rejects.toThrow('closed with 4401')
  })

  it('closes at the deadline itself, not at the next turn of the timer', async () => {
    const live = await startLiveServer({
      store: memoryStore(),
      recheckInterval: '30s',
      policy: { idleTimeout: '300ms' },
    })
    const { client, session } = await live.online('a')
    expect(await client.closed).toBe(4401)
    const late = Date.now() - (session.lastActiveAt + 300)
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThan(1_000)
  })

  it('closes a login that waits for too long, for both devices', async () => {
    const live = await startLiveServer({ recheckInterval: 5 })
    const a = await live.online('a')
    const b = await live.waiting('b')
    await a.client.next()
    live.clock.advance(120_000)
    const closed = { type: 'challenge.closed', challengeId: b.challenge.id, status: 'expired' }
    expect(await a.client.next()).toEqual(closed)
    expect(await b.client.next()).toEqual(closed)
    expect(await b.client.closed).toBe(1000)
  })

  it('closes an approved login that nobody fetched', async () => {
    const live = await startLiveServer({ recheckInterval: 5 })
    const a = await live.signIn('a')
    const b = await live.waiting('b')
    await live.sessions.answer(a.session, b.challenge.id, b.challenge.code)
    expect(await b.client.next()).toMatchObject({ status: 'approved' })
    live.clock.advance(60_000)
    expect(await b.client.next()).toMatchObject({ status: 'expired' })
    expect(await b.client.closed).toBe(1000)
  })
})

describe('a new token', () => {
  it('closes the connections made with the old one, for they would outlive it', async () => {
    const live = await startLiveServer()
    const a = await live.online('a')
    const rotated = await live.sessions.rotate(a.session)
    await expect(a.client.next()).rejects.toThrow('closed with 1001')
    expect((await live.connect(sessionCookie(a)).refused()).status).toBe(401)
    if (rotated === null) throw new Error('not rotated')
    expect(await live.connect(sessionCookie(rotated)).next()).toMatchObject({
      session: { id: a.session.id, current: true },
    })
  })

  it('is noticed by the next message even where the event is lost, and that message does nothing', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.online('a')
    const b = await live.wait('b')
    await a.client.next()
    bus.isLosing = true
    await live.sessions.rotate(a.session)
    a.client.send({ type: 'challenge.deny', ref: '1', challengeId: b.challenge.id })
    await expect(a.client.next()).rejects.toThrow('closed with 1001')
    expect(await live.sessions.pending(b.ticket)).toMatchObject({ status: 'pending' })
  })

  it('leaves connections made with it alone, and those of other sessions', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus, policy: { approvalFrom: 'never' } })
    const a = await live.signIn('a')
    const b = await live.online('b')
    const rotated = await live.sessions.rotate(a.session)
    if (rotated === null) throw new Error('not rotated')
    const client = live.connect(sessionCookie(rotated))
    await client.next()
    bus.tellOfGap()
    expect(await client.settled()).toEqual([])
    expect(await b.client.settled()).toEqual([])
  })
})
