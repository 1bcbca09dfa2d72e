import { opaqueTokens, type SessionManager, type SignedIn, singleSession } from '@seatkit/core'
import { type ManualClock, manualClock } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { admitted, device, firstAndSecond, HOUR, MINUTE, setup, TOKEN_FORMATS } from './setup.ts'

/** Active every half hour, for a day. */
async function stayUntilTheEnd(sessions: SessionManager, clock: ManualClock, token: string): Promise<void> {
  for (let asked = 0; asked < 48; asked++) {
    clock.advance(HOUR / 2)
    await sessions.authenticate(token)
  }
  clock.advance(MINUTE)
}

describe.each(TOKEN_FORMATS)('with %s', (_, tokens) => {
  it('signs in, and recognises the token', async () => {
    const { sessions, clock } = setup({}, tokens)
    const { session, token, ended } = admitted(await sessions.signIn('alice', { device: device('a') }))
    expect(ended).toEqual([])
    expect(session).toMatchObject({
      userId: 'alice',
      device: device('a'),
      createdAt: clock.now(),
      lastActiveAt: clock.now(),
      idleTimeoutMs: HOUR,
      expiresAt: clock.now() + 24 * HOUR,
    })
    expect(await sessions.authenticate(token)).toMatchObject({ session })
  })

  it('G4 G9 refuses the token in the call after any kind of end, and says why', async () => {
    type End = readonly [
      reason: string,
      end: (s: ReturnType<typeof setup>, one: SignedIn) => Promise<unknown>,
    ]
    const ends: readonly End[] = [
      ['signed-out', ({ sessions }, { session }) => sessions.signOut(session)],
      ['revoked', ({ sessions }, { session }) => sessions.end('alice', session.id)],
      ['user-disabled', ({ sessions }) => sessions.endAll('alice', 'user-disabled')],
      ['revoked', ({ sessions }) => sessions.endAll('alice')],
      ['displaced', ({ sessions }) => sessions.signIn('alice', { device: device('b') })],
      ['replaced', ({ sessions }) => sessions.signIn('alice', { device: device('a') })],
      ['idle-timeout', async ({ clock }) => clock.advance(HOUR)],
      ['absolute-timeout', ({ sessions, clock }, { token }) => stayUntilTheEnd(sessions, clock, token)],
    ]
    for (const [reason, end] of ends) {
      const running = setup({ policy: singleSession() }, tokens)
      const one = admitted(await running.sessions.signIn('alice', { device: device('a') }))
      await end(running, one)
      expect(await running.sessions.authenticate(one.token)).toEqual({ session: null, endReason: reason })
      expect(await running.sessions.recheck(one.session)).toEqual({ session: null, endReason: reason })
      const { items } = await running.sessions.history('alice', { limit: 10 })
      expect(items.find(({ id }) => id === one.session.id)?.endReason).toBe(reason)
    }
  })

  it('R7 keeps a session alive by activity, up to its absolute limit', async () => {
    const { sessions, clock } = setup({}, tokens)
    const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    for (let step = 0; step < 30; step++) {
      expect((await sessions.authenticate(token)).session?.id).toBe(session.id)
      clock.advance(48 * MINUTE)
    }
    expect((await sessions.authenticate(token)).session).toBeNull()
    expect(await sessions.recheck(session)).toEqual({ session: null, endReason: 'absolute-timeout' })
  })

  it('R13 without grace, the old token is dead at once, and the new one works in the same seat', async () => {
    const { sessions } = setup({ rotationGrace: 0 }, tokens)
    const first = admitted(await sessions.signIn('alice', { device: device('a') }))
    const rotated = await sessions.rotate(first.session)
    expect(rotated?.session.id).toBe(first.session.id)
    expect(rotated?.token).not.toBe(first.token)
    expect(await sessions.authenticate(first.token)).toEqual({ session: null })
    expect((await sessions.authenticate(rotated?.token ?? '')).session?.id).toBe(first.session.id)
    expect(await sessions.list('alice')).toHaveLength(1)
    expect(await sessions.rotate(first.session)).toBeNull()
  })

  it('tells why a session ended to the owner of the token alone', async () => {
    const { sessions } = setup({}, tokens)
    const mine = admitted(await sessions.signIn('alice', { device: device('a') }))
    await sessions.signOut(mine.session)
    const claims = { userId: 'alice', sessionId: mine.session.id, secret: 'x'.repeat(43) }
    const { clock } = setup()
    const forged = await tokens(clock).issue(claims, { issuedAt: clock.now(), expiresAt: clock.now() + HOUR })
    expect(await sessions.authenticate(forged)).toEqual({ session: null })
    expect(await sessions.authenticate(mine.token)).toEqual({ session: null, endReason: 'signed-out' })
  })

  it('R8 does not let who only knows the id of a session keep it alive', async () => {
    const { sessions, clock } = setup({}, tokens)
    const { session } = admitted(await sessions.signIn('alice', { device: device('a') }))
    clock.advance(50 * MINUTE)
    const claims = { userId: 'alice', sessionId: session.id, secret: 'x'.repeat(43) }
    const times = { issuedAt: clock.now(), expiresAt: clock.now() + HOUR }
    expect(await sessions.authenticate(await tokens(clock).issue(claims, times))).toEqual({ session: null })
    expect((await sessions.list('alice')).map(({ lastActiveAt }) => lastActiveAt)).toEqual([
      session.createdAt,
    ])
  })

  it('forgets a user: tokens stop working, and nothing is left', async () => {
    const { sessions } = setup({}, tokens)
    const { first, second } = await firstAndSecond(sessions)
    const bob = admitted(await sessions.signIn('bob', { device: device('a') }))
    await sessions.forget('alice')
    for (const { token } of [first, second])
      expect(await sessions.authenticate(token)).toEqual({ session: null })
    expect(await sessions.list('alice')).toEqual([])
    expect((await sessions.history('alice', { limit: 10 })).items).toEqual([])
    expect((await sessions.audit('alice', { limit: 10 })).items).toEqual([])
    expect((await sessions.authenticate(bob.token)).session?.userId).toBe('bob')
  })
})

it('does not let an expired JWT in, though by its own clock the store takes the session for active', async () => {
  const [, tokens] = TOKEN_FORMATS[1] ?? []
  const serverClock = manualClock()
  const { sessions } = setup({}, () => tokens?.(serverClock) ?? opaqueTokens())
  const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  expect(await sessions.identify(token)).toMatchObject({ session })
  serverClock.advance(25 * HOUR)
  expect(await sessions.authenticate(token)).toEqual({ session: null })
  expect(await sessions.identify(token)).toEqual({ session: null })
  expect(await sessions.recheck(session)).toMatchObject({ session })
})

it('records no activity where a token is only identified', async () => {
  const { sessions, clock } = setup()
  const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  clock.advance(HOUR - 1)
  expect((await sessions.identify(token)).session).toEqual(session)
  expect(await sessions.identify(`${token.slice(0, -43)}${'A'.repeat(43)}`)).toEqual({ session: null })
  clock.advance(1)
  expect(await sessions.identify(token)).toEqual({ session: null, endReason: 'idle-timeout' })
})
