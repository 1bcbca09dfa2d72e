import type { SessionEvent } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { admitted, device, firstAndWaiting, HOUR, type Setup, setup, TOKEN_FORMATS } from './setup.ts'

const SECOND = 1_000

describe.each(TOKEN_FORMATS)('with %s', (_, tokens) => {
  const rotatedOnce = async (options: Parameters<typeof setup>[0] = {}) => {
    const running = setup(options, tokens)
    const before = admitted(await running.sessions.signIn('alice', { device: device('a') }))
    const after = await running.sessions.rotate(before.session)
    if (after === null) throw new Error('expected a new token')
    return { ...running, before, after }
  }

  it('R4 R13 gives the same session a new token', async () => {
    const { sessions, before, after } = await rotatedOnce()
    expect(after.session.id).toBe(before.session.id)
    expect(after.token).not.toBe(before.token)
    expect((await sessions.authenticate(after.token)).session).toEqual(after.session)
    expect(await sessions.authenticate(after.token)).not.toHaveProperty('isReadOnly')
    expect(await sessions.list('alice')).toHaveLength(1)
  })

  it('R13 lets the old token read for ten seconds, and refuses it from then on', async () => {
    const { sessions, clock, before } = await rotatedOnce()
    clock.advance(10 * SECOND - 1)
    expect(await sessions.authenticate(before.token)).toMatchObject({
      session: { id: before.session.id },
      isReadOnly: true,
    })
    clock.advance(1)
    expect(await sessions.authenticate(before.token)).toEqual({ session: null })
  })

  it('R13 keeps nothing alive with the old token', async () => {
    const { sessions, clock, before, after } = await rotatedOnce({ rotationGrace: '60s' })
    const { session } = await sessions.authenticate(before.token)
    clock.advance(59 * SECOND)
    await sessions.authenticate(before.token)
    expect((await sessions.list('alice'))[0]?.lastActiveAt).toBe(session?.lastActiveAt)
    clock.advance(HOUR - 59 * SECOND)
    expect(await sessions.authenticate(after.token)).toEqual({ session: null, endReason: 'idle-timeout' })
  })

  it('R13 rotates nothing with the old token, and opens no connection with it', async () => {
    const { sessions, before, after } = await rotatedOnce()
    const { session } = await sessions.authenticate(before.token)
    if (session === null) throw new Error('expected a session that reads')
    expect(await sessions.rotate(session)).toBeNull()
    expect(await sessions.reauthenticated(session)).toBeNull()
    expect(await sessions.identify(before.token)).toEqual({ session: null })
    expect((await sessions.authenticate(after.token)).session).toEqual(after.session)
  })

  it('R13 knows only the token before the last', async () => {
    const { sessions, before, after } = await rotatedOnce()
    await sessions.rotate(after.session)
    expect(await sessions.authenticate(before.token)).toEqual({ session: null })
    expect(await sessions.authenticate(after.token)).toMatchObject({ isReadOnly: true })
  })

  it.each<readonly [string, (running: Setup, id: string) => Promise<unknown>]>([
    ['ended', ({ sessions }, id) => sessions.end('alice', id)],
    ['ended with all others', ({ sessions }) => sessions.endAll('alice')],
    ['replaced', ({ sessions }) => sessions.signIn('alice', { device: device('a') })],
    ['forgotten', ({ sessions }) => sessions.forget('alice')],
  ])('G3 G4 R13 refuses the old token in the call after the session was %s', async (_how, end) => {
    const { before, ...running } = await rotatedOnce()
    await end(running, before.session.id)
    expect(await running.sessions.authenticate(before.token)).toEqual({ session: null })
  })

  it('R13 gives one new token to two rotations at once', async () => {
    const { sessions, events } = setup({}, tokens)
    const { session } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const won = (await Promise.all([sessions.rotate(session), sessions.reauthenticated(session)])).filter(
      (outcome) => outcome !== null,
    )
    expect(won).toHaveLength(1)
    expect((await sessions.authenticate(won[0]?.token ?? '')).session?.id).toBe(session.id)
    expect(events.map(({ type }) => type)).toEqual(['session.started', 'session.rotated'])
  })

  it('R12 makes a session fresh with its new token, in one commit', async () => {
    const { sessions, clock, events } = setup({}, tokens)
    const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    expect(session.authenticatedAt).toBe(session.createdAt)
    clock.advance(5 * SECOND)
    const plain = await sessions.rotate(session)
    expect(plain?.session.authenticatedAt).toBe(session.createdAt)
    const proved = plain && (await sessions.reauthenticated(plain.session))
    expect(proved?.session).toMatchObject({
      createdAt: session.createdAt,
      authenticatedAt: clock.now(),
      expiresAt: session.expiresAt,
    })
    expect(await sessions.authenticate(token)).toEqual({ session: null })
    expect(events.map(rotations)).toEqual([undefined, 'rotated', 'reauthenticated'])
  })

  it('R12 R13 does not make the old token fresh, which a thief may hold', async () => {
    const { sessions, clock } = setup({}, tokens)
    const { session, token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    clock.advance(5 * SECOND)
    await sessions.reauthenticated(session)
    expect(await sessions.authenticate(token)).toMatchObject({
      session: { authenticatedAt: session.createdAt },
      isReadOnly: true,
    })
  })
})

it('R12 takes a login that waited for as fresh as its password', async () => {
  const { sessions, clock } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  clock.advance(30 * SECOND)
  await sessions.answer(first.session, waiting.challenge.id, waiting.challenge.code)
  expect(await sessions.redeem(waiting.ticket)).toMatchObject({
    session: { createdAt: clock.now(), authenticatedAt: clock.now() - 30 * SECOND },
  })
})

it.each([-1, '61s', '1m1s', 60_001, Number.NaN, '0'])('refuses %o as a grace', (rotationGrace) => {
  expect(() => setup({ rotationGrace: rotationGrace as never })).toThrow(/^rotationGrace: /)
})

function rotations(event: SessionEvent): string | undefined {
  if (event.type !== 'session.rotated') return undefined
  return event.reauthenticated ? 'reauthenticated' : 'rotated'
}
