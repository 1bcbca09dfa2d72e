import { describe, expect, it } from 'vitest'
import { Device } from './device.ts'
import { startSeatkit } from './seatkit-server.ts'
import { until } from './until.ts'

describe('the idle warning', () => {
  it('comes before the end, says when that is, and goes with new activity', async () => {
    const server = await startSeatkit()
    const device = new Device(server.origin)
    await device.signIn()
    const warning = device.client.idleWarning({ idleTimeoutMs: 200 })
    device.watch(warning)
    const notice = await until(warning, (value) => value !== null)
    expect(notice).toEqual({ endsAt: server.clock.now() + 200 })

    server.clock.advance(3_600_000 - 1)
    await device.client.session.check()
    expect(warning.get()).toBeNull()
  })

  it('comes no earlier than told', async () => {
    const { origin } = await startSeatkit()
    const device = new Device(origin)
    await device.signIn()
    const warning = device.client.idleWarning({ idleTimeoutMs: 3_600_000, leadMs: 120_000 })
    device.watch(warning)
    expect(warning.get()).toBeNull()
    const early = device.client.idleWarning({ idleTimeoutMs: 7_200_000, leadMs: 7_200_000 })
    device.watch(early)
    expect(early.get()).toBeNull()
  })

  it('says nothing where the absolute limit comes first', async () => {
    const { origin } = await startSeatkit({ absoluteTimeout: 60_000 })
    const device = new Device(origin)
    await device.signIn()
    const date = new Date(Date.now() + 60_000).toUTCString()
    await device.client.signIn(new Response('{}', { status: 401, headers: { date } }))
    const never = device.client.idleWarning({ idleTimeoutMs: 60_000 })
    const atLast = device.client.idleWarning({ idleTimeoutMs: 59_999 })
    device.watch(never)
    device.watch(atLast)
    expect([never.get(), atLast.get()]).toEqual([null, { endsAt: expect.any(Number) }])
  })

  it('has the server asked, once, when the time is up and no socket could have told', async () => {
    const server = await startSeatkit({ idleTimeout: 60_000 })
    const device = new Device(server.origin, { socketOrigin: 'http://127.0.0.1:1' })
    await device.signIn()
    device.watch(device.client.session)
    await until(device.client.session, (state) => state.status === 'signed-in' && state.connection === 'lost')
    await device.client.session.check()
    const before = device.requests.length
    server.clock.advance(60_000)
    device.watch(device.client.idleWarning({ idleTimeoutMs: 1 }))
    const state = await until(device.client.session, ({ status }) => status === 'signed-out')
    expect(state).toMatchObject({ endReason: 'idle-timeout' })
    expect(device.requests.slice(before)).toEqual(['GET /sessions/current'])
  })
})
