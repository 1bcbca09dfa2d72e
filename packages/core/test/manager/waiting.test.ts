import { memoryStore, type Session } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, challenged, device, firstAndWaiting, MINUTE, otherThan, setup } from './setup.ts'

it('a waiting login is shown to who may answer, without its code', async () => {
  const { sessions, clock } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, expiresAt } = waiting.challenge
  expect(await sessions.challenges(first.session)).toEqual([
    {
      id,
      device: device('b'),
      createdAt: clock.now(),
      expiresAt,
      codeShownOn: 'new-device',
      prompt: true,
    },
  ])
  expect(await sessions.challenges({ ...first.session, device: device('b') })).toEqual([])
})

it('a waiting login is told how it stands until it is over, and nothing to who has no ticket', async () => {
  const { sessions, clock } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  expect(await sessions.pending(waiting.ticket)).toMatchObject({ userId: 'alice', status: 'pending' })
  expect(await sessions.pending(waiting.ticket.replace(/.{43}$/, 'x'.repeat(43)))).toBeNull()
  expect(await sessions.pending(first.token)).toBeNull()
  clock.advance(2 * MINUTE)
  expect(await sessions.pending(waiting.ticket)).toMatchObject({ status: 'expired' })
  expect(await sessions.challenges(first.session)).toEqual([])
  clock.advance(10 * MINUTE)
  expect(await sessions.pending(waiting.ticket)).toBeNull()
})

it('G5 a waiting login becomes one session by the right code, once', async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  expect(await sessions.redeem(waiting.ticket)).toEqual({ status: 'pending' })
  expect(await sessions.answer(first.session, id, otherThan(code))).toMatchObject({
    status: 'wrong-code',
    attemptsLeft: 4,
  })
  expect(await sessions.answer(first.session, id, code)).toMatchObject({ status: 'approved' })
  expect(await sessions.answer(first.session, id, code)).toMatchObject({ status: 'over' })
  const redeemed = await Promise.all(Array.from({ length: 20 }, () => sessions.redeem(waiting.ticket)))
  expect(redeemed.filter(({ status }) => status === 'admitted')).toHaveLength(1)
  expect(await sessions.list('alice')).toHaveLength(2)
})

it("a waiting login does not take another user's answer", async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const bob = admitted(await sessions.signIn('bob', { device: device('x') }))
  const { id, code } = waiting.challenge
  expect(await sessions.answer(bob.session, id, code)).toMatchObject({ status: 'unknown' })
  expect(await sessions.deny(bob.session, id)).toEqual({ status: 'unknown' })
  const impostor: Session = { ...first.session, userId: 'bob' }
  expect(await sessions.answer(impostor, id, code)).toMatchObject({ status: 'session-required' })
  expect(await sessions.pending(waiting.ticket)).toMatchObject({ status: 'pending' })
})

it('codes are hashed with the key of the manager: who has another one approves nothing', async () => {
  const store = memoryStore()
  const { sessions } = setup({ store })
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  const other = setup({ store, secret: 'another secret of thirty-two bytes or more' }).sessions
  expect(await other.answer(first.session, id, code)).toMatchObject({ status: 'wrong-code' })
  expect(await sessions.answer(first.session, id, code)).toMatchObject({ status: 'approved' })
})

it('a waiting login ends by a refusal, by giving up, and only once', async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  expect(await sessions.deny(first.session, waiting.challenge.id)).toEqual({ status: 'denied' })
  expect(await sessions.cancel(waiting.ticket)).toEqual({ status: 'over', challengeStatus: 'denied' })
  const again = challenged(await sessions.signIn('alice', { device: device('b') }))
  expect(await sessions.cancel(again.ticket)).toEqual({ status: 'cancelled' })
  expect(await sessions.deny(first.session, again.challenge.id)).toEqual({
    status: 'over',
    challengeStatus: 'cancelled',
  })
  for (const ticket of ['', 'x', first.token]) {
    expect(await sessions.cancel(ticket)).toEqual({ status: 'unknown' })
    expect(await sessions.redeem(ticket)).toEqual({ status: 'unknown' })
  }
})

it('G7 a waiting login is let in when time has ended everybody who could answer', async () => {
  const { sessions, clock } = setup()
  const first = admitted(await sessions.signIn('alice', { device: device('a'), absoluteTimeout: '1m' }))
  const waiting = challenged(await sessions.signIn('alice', { device: device('b') }))
  clock.advance(MINUTE)
  expect(await sessions.pending(waiting.ticket)).toMatchObject({ status: 'approved' })
  expect(await sessions.redeem(waiting.ticket)).toMatchObject({ status: 'admitted' })
  expect(await sessions.recheck(first.session)).toEqual({ session: null, endReason: 'absolute-timeout' })
})
