import { SessionPolicy, singleSession } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, device, firstAndWaiting, MINUTE, setup } from './setup.ts'

const premium = new SessionPolicy({ maxSessions: 5, approvalFrom: 'never' })

it('finds the rules for each user', async () => {
  const { sessions } = setup({ policy: async (userId) => (userId === 'alice' ? premium : singleSession()) })
  for (const name of ['a', 'b', 'c']) {
    await sessions.signIn('alice', { device: device(name) })
    await sessions.signIn('bob', { device: device(name) })
  }
  expect(await sessions.list('alice')).toHaveLength(3)
  expect(await sessions.list('bob')).toHaveLength(1)
})

it('goes by the rules of the moment: a limit that is lowered holds from the next login', async () => {
  let policy = premium
  const { sessions } = setup({ policy: () => policy })
  for (const name of ['a', 'b', 'c', 'd']) await sessions.signIn('alice', { device: device(name) })
  policy = singleSession()
  expect(admitted(await sessions.signIn('alice', { device: device('e') })).ended).toHaveLength(4)
})

it('G1 checks the limit again when an approved login is redeemed', async () => {
  let policy = new SessionPolicy()
  const { sessions } = setup({ policy: () => policy })
  const { first, waiting } = await firstAndWaiting(sessions)
  await sessions.answer(first.session, waiting.challenge.id, waiting.challenge.code)
  policy = new SessionPolicy({ maxSessions: 1 })
  expect(await sessions.redeem(waiting.ticket)).toMatchObject({ status: 'session-limit-reached', limit: 1 })
  expect(await sessions.list('alice')).toHaveLength(1)
})

it.each([undefined, null, {}, { maxSessions: 2 }])('refuses a function that answers %o', async (wrong) => {
  const { sessions } = setup({ policy: () => wrong as never })
  const message = 'policy: the function has to return a SessionPolicy'
  await expect(sessions.signIn('alice', { device: device('a') })).rejects.toThrow(new TypeError(message))
})

it('records activity at most once in the touch interval of the rules', async () => {
  const { sessions, clock } = setup({ policy: new SessionPolicy({ touchInterval: '3m' }) })
  const { token, session } = admitted(await sessions.signIn('alice', { device: device('a') }))
  const lastActive = async (): Promise<number | undefined> =>
    (await sessions.authenticate(token)).session?.lastActiveAt
  clock.advance(3 * MINUTE - 1)
  expect(await lastActive()).toBe(session.createdAt)
  clock.advance(1)
  expect(await lastActive()).toBe(clock.now())
})
