import type { SessionManager } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { admitted, device, setup } from '../manager/setup.ts'
import { load, ORIGIN, request } from './browser.ts'

/** The context of a request that was under way with the token before a rotation. */
async function underWay(sessions: SessionManager, method: string): ReturnType<typeof load> {
  const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  await sessions.rotate(session)
  return load(sessions, request({ method, headers: { authorization: `Bearer ${token}`, origin: ORIGIN } }))
}

describe('R13 a request under way with the token before a rotation', () => {
  it.each(['GET', 'HEAD', 'OPTIONS'])('R13 has the session, to read, when it is a %s', async (method) => {
    const { context } = await underWay(setup().sessions, method)
    expect([context.userId, context.isReadOnly, context.refusal()]).toEqual(['alice', true, null])
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'PROPFIND'])(
    'R13 has none when it is a %s',
    async (method) => {
      const { context } = await underWay(setup().sessions, method)
      expect([context.session, context.isReadOnly]).toEqual([null, false])
      expect(context.refusal()).toMatchObject({ status: 401 })
    },
  )

  it('R13 ends, renews and replaces nothing, also where a route that reads tries to', async () => {
    const { sessions } = setup()
    const { context, cookies } = await underWay(sessions, 'GET')
    expect(await context.signOut()).toBe(false)
    expect(await context.rotate()).toBe(false)
    expect(await context.reauthenticated()).toBe(false)
    expect(cookies).toEqual([])
    await context.signIn('bob')
    expect(await sessions.list('alice')).toHaveLength(1)
  })

  it('is told from one with the new token', async () => {
    const { sessions } = setup()
    const { session } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const token = (await sessions.rotate(session))?.token
    const { context } = await load(sessions, request({ headers: { authorization: `Bearer ${token}` } }))
    expect([context.userId, context.isReadOnly]).toEqual(['alice', false])
  })
})
