import type { ClientEvent, SessionLogState } from '@seatkit/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Device } from './device.ts'
import { startSeatkit } from './seatkit-server.ts'
import { until } from './until.ts'

const FREE_SEATS = { maxSessions: 100, approvalFrom: 'never' } as const

const isLoaded = (state: SessionLogState): boolean => state.isLoaded

function counts({ active, log }: SessionLogState): [number, number] {
  return [active.length, log.length]
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the session log', () => {
  it('is read once, and then follows what the socket tells', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const first = new Device(origin)
    const events: ClientEvent[] = []
    first.client.on('session.started', (event) => events.push(event))
    first.client.on('session.ended', (event) => events.push(event))
    await first.signIn()
    first.watch(first.client.sessionLog)
    // Not before the socket listens, or what happens in between would be missed.
    expect(first.requests).toEqual(['POST /login/alice'])
    expect(counts(await until(first.client.sessionLog, isLoaded))).toEqual([1, 1])
    const requests = [...first.requests]

    const second = new Device(origin)
    await second.signIn()
    await until(first.client.sessionLog, (state) => state.active.length === 2)
    await second.client.session.signOut()
    const state = await until(first.client.sessionLog, ({ active }) => active.length === 1)

    expect(counts(state)).toEqual([1, 2])
    expect(state.log[0]).toMatchObject({ endReason: 'signed-out', endedAt: expect.any(String) })
    expect(events.map(({ type }) => type)).toEqual(['session.started', 'session.ended'])
    expect(first.requests).toEqual(requests)
    expect(requests).toEqual(['POST /login/alice', 'GET /sessions', 'GET /sessions/history?limit=20'])
  })

  it('is read again when something happened while it was read', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin)
    await device.signIn()
    const held = device.hold('GET /sessions')
    const started = new Promise((resolve) => device.client.on('session.started', resolve))
    device.watch(device.client.sessionLog)
    await held.answered
    await new Device(origin).signIn()
    await started
    held.release()
    expect(counts(await until(device.client.sessionLog, isLoaded))).toEqual([2, 2])
  })

  it('ends one, and all others', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const [first, second, third] = [new Device(origin), new Device(origin), new Device(origin)]
    for (const device of [first, second, third]) await device.signIn()
    first.watch(first.client.sessionLog)
    second.watch(second.client.session)
    await until(first.client.sessionLog, isLoaded)
    const ended = second.client.session.get()
    if (ended.status !== 'signed-in') throw new Error(ended.status)

    expect((await first.client.sessionLog.end(ended.session.id)).ok).toBe(true)
    expect(counts(first.client.sessionLog.get())).toEqual([2, 3])
    await until(second.client.session, ({ status }) => status === 'signed-out')
    expect(second.client.session.get()).toMatchObject({ endReason: 'revoked' })

    const others = await first.client.sessionLog.endOthers()
    expect(others).toMatchObject({ ok: true, value: { ended: [{ endReason: 'revoked' }] } })
    expect(counts(first.client.sessionLog.get())).toEqual([1, 3])
    const again = await first.client.sessionLog.end(ended.session.id)
    expect(again).toMatchObject({ ok: false, problem: { code: 'not-found', status: 404 } })
  })

  it('reads earlier sessions page by page, each once', async () => {
    const { origin, sessions, clock } = await startSeatkit(FREE_SEATS)
    for (let n = 0; n < 44; n += 1) {
      await sessions.signIn('alice', { device: { userAgent: '', ip: '' } })
      clock.advance(1)
    }
    const device = new Device(origin)
    await device.signIn()
    const { sessionLog } = device.client
    device.watch(sessionLog)
    await until(sessionLog, isLoaded)
    await Promise.all([sessionLog.loadEarlier(), sessionLog.loadEarlier()])
    const sizes = [sessionLog.get().log.length]
    while (sessionLog.get().next !== undefined) {
      await sessionLog.loadEarlier()
      sizes.push(sessionLog.get().log.length)
    }
    expect(sizes).toEqual([40, 45])
    expect(new Set(sessionLog.get().log.map(({ id }) => id)).size).toBe(45)
    expect((await sessionLog.loadEarlier()).ok).toBe(true)
    expect(sessionLog.get().log).toHaveLength(45)
  })

  it('says that it may miss something after the connection was down, until a person refreshes', async () => {
    const server = await startSeatkit(FREE_SEATS)
    const device = new Device(server.origin)
    await device.signIn()
    const { session, sessionLog } = device.client
    device.watch(sessionLog)
    await until(sessionLog, isLoaded)
    server.cutOff()
    await until(sessionLog, ({ isStale }) => isStale)
    await new Device(server.origin).signIn()
    await until(session, (state) => state.status === 'signed-in' && state.connection === 'open')
    expect(counts(sessionLog.get())).toEqual([1, 1])
    expect(sessionLog.get().isStale).toBe(true)
    await sessionLog.refresh()
    expect(counts(sessionLog.get())).toEqual([2, 2])
    expect(sessionLog.get().isStale).toBe(false)
  })

  it('is read again when a person comes back to the page', async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    vi.stubGlobal('document', page)
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin)
    await device.signIn()
    const { sessionLog } = device.client
    const stop = sessionLog.subscribe(() => {})
    await until(sessionLog, isLoaded)
    const loaded = sessionLog.get()
    const before = device.requests.length
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    expect(device.requests).toHaveLength(before)
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    await until(sessionLog, (state) => state !== loaded)
    expect(device.requests.slice(before)).toEqual(['GET /sessions', 'GET /sessions/history?limit=20'])

    stop()
    await Promise.resolve()
    page.dispatchEvent(new Event('visibilitychange'))
    expect(device.requests).toHaveLength(before + 2)
  })

  it('is read where WebSockets do not come through, and says that it may be out of date', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin, { socketOrigin: 'http://127.0.0.1:1' })
    await device.signIn()
    expect(await until(device.client.sessionLog, isLoaded)).toMatchObject({ isStale: true })
  })

  it('G8 keeps what it shows when the server cannot answer, and says so', async () => {
    const server = await startSeatkit(FREE_SEATS)
    const device = new Device(server.origin)
    await device.signIn()
    const { session, sessionLog } = device.client
    device.watch(sessionLog)
    await until(sessionLog, isLoaded)
    server.setDown(true)
    expect(await sessionLog.refresh()).toMatchObject({ ok: false, problem: { status: 503 } })
    expect(counts(sessionLog.get())).toEqual([1, 1])
    expect(sessionLog.get().problem).toMatchObject({ code: 'http-503' })
    expect(session.get().status).toBe('signed-in')
    server.setDown(false)
    await sessionLog.refresh()
    expect(sessionLog.get()).not.toHaveProperty('problem')
  })

  it('is empty as soon as the session has ended', async () => {
    const { origin } = await startSeatkit(FREE_SEATS)
    const device = new Device(origin)
    await device.signIn()
    const { session, sessionLog } = device.client
    device.watch(sessionLog)
    await until(sessionLog, isLoaded)
    const held = device.hold('GET /sessions')
    const refresh = sessionLog.refresh()
    await held.answered
    await session.signOut()
    held.release()
    await refresh
    expect(counts(sessionLog.get())).toEqual([0, 0])
  })
})
