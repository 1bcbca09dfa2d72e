import type { ClientEvent, SessionState } from '@seatkit/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Device } from './device.ts'
import { startSeatkit } from './seatkit-server.ts'
import { until } from './until.ts'

const FREE_SEATS = { maxSessions: 3, approvalFrom: 'never' } as const

const isOpen = (state: SessionState): boolean => state.status === 'signed-in' && state.connection === 'open'
const isSignedOut = (state: SessionState): boolean => state.status === 'signed-out'

const NOBODY_LISTENS = 'http://127.0.0.1:1'

afterEach(() => {
  vi.useRealTimers()
})

describe('the session of this device', () => {
  it('is unknown until somebody watches, and then asked for', async () => {
    const { origin } = await startSeatkit()
    const device = new Device(origin)
    expect(device.client.session.get()).toEqual({ status: 'unknown' })
    expect(device.requests).toEqual([])
    expect(await until(device.client.session, isSignedOut)).toEqual({ status: 'signed-out' })
    expect(device.requests).toEqual(['GET /sessions/current'])
  })

  it('is known from the login on, and followed without another request', async () => {
    const { origin } = await startSeatkit()
    const device = new Device(origin)
    const outcome = await device.signIn()
    expect(outcome).toMatchObject({ status: 'signed-in', session: { current: true }, ended: [] })
    const state = await until(device.client.session, isOpen)
    expect(state).toMatchObject({ session: { device: { name: 'Firefox on Windows' } } })
    expect(device.requests).toEqual(['POST /login/alice'])
  })

  it('is found again after the page was loaded anew', async () => {
    const { origin } = await startSeatkit()
    const before = new Device(origin)
    await before.signIn()
    const device = new Device(origin, { jar: before.jar })
    await until(device.client.session, isOpen)
    expect(device.requests).toEqual(['GET /sessions/current'])
  })

  it('G4 G9 is told at once that it ended, and why', async () => {
    const { origin } = await startSeatkit({ maxSessions: 1, approvalFrom: 'never', onLimit: 'end-oldest' })
    const first = new Device(origin)
    const second = new Device(origin)
    await first.signIn()
    const known = await until(first.client.session, isOpen)
    const events: ClientEvent[] = []
    first.client.on('signed-out', (event) => events.push(event))
    first.watch(first.client.session)

    await second.signIn()
    expect(await until(first.client.session, isSignedOut)).toMatchObject({
      status: 'signed-out',
      endReason: 'displaced',
      session: { id: (known as { session: { id: string } }).session.id },
    })
    expect(events).toEqual([{ type: 'signed-out', endReason: 'displaced' }])
  })

  it('is over without a reason when the server has forgotten the user', async () => {
    const { origin, sessions } = await startSeatkit(FREE_SEATS, { recheckInterval: 20 })
    const device = new Device(origin)
    await device.signIn()
    device.watch(device.client.session)
    await until(device.client.session, isOpen)
    await sessions.forget('alice')
    const state = await until(device.client.session, isSignedOut)
    expect(state).not.toHaveProperty('endReason')
    expect(device.requests).toEqual(['POST /login/alice', 'GET /sessions/current'])
    expect(device.sockets).toHaveLength(1)
  })

  it('stops at 4401: no connection after that', async () => {
    const { origin, sessions } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin)
    await device.signIn()
    await until(device.client.session, isOpen)
    device.watch(device.client.session)
    const closed = new Promise<CloseEvent>((resolve) => {
      device.sockets[0]?.addEventListener('close', (event) => resolve(event as CloseEvent))
    })
    await sessions.endAll('alice')
    expect((await closed).code).toBe(4401)
    await until(device.client.session, isSignedOut)
    expect(device.sockets).toHaveLength(1)
  })

  it('connects again after the network failed, without a request that would count as activity', async () => {
    const server = await startSeatkit(FREE_SEATS)
    const device = new Device(server.origin)
    await device.signIn()
    device.watch(device.client.session)
    await until(device.client.session, isOpen)
    server.cutOff()
    await until(device.client.session, (state) => state.status === 'signed-in' && state.connection === 'lost')
    await until(device.client.session, isOpen)
    expect(device.requests).toEqual(['POST /login/alice'])
    expect(device.sockets.length).toBeGreaterThan(1)
  })

  it('hears from the next hello what it missed', async () => {
    const server = await startSeatkit(FREE_SEATS)
    const device = new Device(server.origin)
    await device.signIn()
    device.watch(device.client.session)
    await until(device.client.session, isOpen)
    server.cutOff()
    await server.sessions.endAll('alice')
    expect(await until(device.client.session, isSignedOut)).toMatchObject({ endReason: 'revoked' })
  })

  it('G8 is not taken for signed out when the server cannot say', async () => {
    const server = await startSeatkit(FREE_SEATS)
    const before = new Device(server.origin)
    await before.signIn()
    const device = new Device(server.origin, { jar: before.jar })
    device.watch(device.client.session)
    server.setDown(true)
    const state = await until(device.client.session, (one) => one.status === 'unknown' && 'problem' in one)
    expect(state).toMatchObject({ problem: { status: 503, retryAfterSeconds: 7 } })
    server.setDown(false)
    expect((await device.client.session.check()).ok).toBe(true)
    await until(device.client.session, isOpen)
  })

  it('is over when the server has said so and then cannot say why', async () => {
    const server = await startSeatkit(FREE_SEATS, { recheckInterval: 20 })
    const device = new Device(server.origin)
    await device.signIn()
    device.watch(device.client.session)
    await until(device.client.session, isOpen)
    server.setDown(true)
    await server.sessions.forget('alice')
    expect(await until(device.client.session, isSignedOut)).not.toHaveProperty('endReason')
  })

  it('asks once where WebSockets do not come through, and once more when time is up', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin, { socketOrigin: NOBODY_LISTENS })
    await device.signIn()
    device.watch(device.client.challenges)
    device.watch(device.client.idleWarning({ idleTimeoutMs: 1 }))
    await device.hasOpened(3)
    expect(device.requests.toSorted()).toEqual([
      'GET /sessions/challenges',
      'GET /sessions/current',
      'GET /sessions/current',
      'POST /login/alice',
    ])
  })

  it('does not insist where the server wants no more connections, until somebody asks', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
    const { origin } = await startSeatkit(FREE_SEATS)
    const oldest = new Device(origin)
    await oldest.signIn()
    oldest.watch(oldest.client.session)
    await until(oldest.client.session, isOpen)
    const closed = new Promise<CloseEvent>((resolve) => {
      oldest.sockets[0]?.addEventListener('close', (event) => resolve(event as CloseEvent))
    })
    const tabs = Array.from({ length: 5 }, () => new Device(origin, { jar: oldest.jar }))
    for (const tab of tabs) tab.watch(tab.client.session)
    expect((await closed).code).toBe(1008)
    expect(oldest.client.session.get()).toMatchObject({ status: 'signed-in', connection: 'lost' })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(oldest.sockets).toHaveLength(1)

    expect((await oldest.client.session.check()).ok).toBe(true)
    await until(oldest.client.session, isOpen)
    expect(oldest.sockets).toHaveLength(2)
  })

  it('signs out, and stays so whatever was under way', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin)
    await device.signIn()
    device.watch(device.client.session)
    await until(device.client.session, isOpen)
    const held = device.hold('GET /sessions/current')
    const check = device.client.session.check()
    await held.answered
    expect((await device.client.session.signOut()).ok).toBe(true)
    held.release()
    expect((await check).ok).toBe(true)
    expect(device.client.session.get()).toMatchObject({ status: 'signed-out', endReason: 'signed-out' })
  })

  it('tells other tabs of its activity', async () => {
    const server = await startSeatkit(FREE_SEATS)
    const tab = new Device(server.origin)
    await tab.signIn()
    const other = new Device(server.origin, { jar: tab.jar })
    tab.watch(tab.client.session)
    other.watch(other.client.session)
    await until(tab.client.session, isOpen)
    await until(other.client.session, isOpen)
    server.clock.advance(120_000)
    const reply = await tab.client.session.check()
    const at = reply.ok ? reply.value.lastActiveAt : ''
    await until(
      other.client.session,
      (state) => state.status === 'signed-in' && state.session.lastActiveAt === at,
    )
    expect(Date.parse(at)).toBe(server.clock.now())
    expect(other.requests).toEqual(['GET /sessions/current'])
  })

  it('stops following when nobody watches any more, and not when the next one comes in the same breath', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin)
    await device.signIn()
    const { session } = device.client
    const stop = session.subscribe(() => {})
    await until(session, isOpen)
    stop()
    const stopNext = session.subscribe(() => {})
    await Promise.resolve()
    expect(session.get()).toMatchObject({ status: 'signed-in', connection: 'open' })
    const closed = new Promise((resolve) => device.sockets[0]?.addEventListener('close', resolve))
    stopNext()
    await closed
    expect(session.get()).toEqual({ status: 'unknown' })
    expect(device.sockets).toHaveLength(1)
  })
})

describe('the time', () => {
  const SKEW_MS = 3_600_000

  it("is the server's, by the answers that come in", async () => {
    const { client } = new Device('http://127.0.0.1:1')
    const date = new Date(Date.now() + SKEW_MS).toUTCString()
    await client.signIn(new Response('{}', { status: 401, headers: { date } }))
    expect(Math.abs(client.now() - Date.now() - SKEW_MS)).toBeLessThan(2_000)
  })

  it("is the device's where the two differ by less than HTTP can tell, or nothing is known", async () => {
    const { client } = new Device('http://127.0.0.1:1')
    const date = new Date(Date.now() - 500).toUTCString()
    for (const headers of [{ date }, {}]) await client.signIn(new Response('{}', { status: 401, headers }))
    const before = Date.now()
    expect(client.now()).toBeGreaterThanOrEqual(before)
  })
})

describe('a login', () => {
  it('that is refused says who holds the seats', async () => {
    const { origin } = await startSeatkit({ maxSessions: 1 })
    await new Device(origin).signIn()
    expect(await new Device(origin).signIn()).toMatchObject({
      status: 'rejected',
      problem: {
        code: 'session-limit-reached',
        limit: 1,
        active: [{ device: { name: 'Firefox on Windows' } }],
      },
    })
  })

  it('without an answer is a problem too', async () => {
    const { origin } = await startSeatkit()
    const { client } = new Device(origin)
    expect(await client.signIn(Promise.reject(new TypeError('fetch failed')))).toEqual({
      status: 'rejected',
      problem: { code: 'unreachable', status: 0 },
    })
    expect(await client.signIn(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toEqual({
      status: 'rejected',
      problem: { code: 'http-502', status: 502 },
    })
  })
})
