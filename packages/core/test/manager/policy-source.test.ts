import { SessionPolicy, singleSession, twoSessions } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, device, firstAndWaiting, HOUR, MINUTE, setup } from './setup.ts'

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
  const message = 'policy: has to be a SessionPolicy, or a function that returns one'
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

it('G4 ends sessions, refuses logins and tells reasons even where no policy can be found', async () => {
  let isBroken = false
  const { sessions, clock } = setup({
    policy: () => {
      if (isBroken) throw new Error('plan service is down')
      return twoSessions()
    },
  })
  const first = admitted(await sessions.signIn('alice', { device: device('a') }))
  const waiting = await sessions.signIn('alice', { device: device('b') })
  if (waiting.status !== 'challenged') throw new Error(waiting.status)
  const idle = admitted(await sessions.signIn('bob', { device: device('c') }))
  isBroken = true

  expect(await sessions.challenges(first.session)).toHaveLength(1)
  expect(await sessions.deny(first.session, waiting.challenge.id)).toEqual({ status: 'denied' })
  expect((await sessions.pending(waiting.ticket))?.status).toBe('denied')
  const rotated = await sessions.rotate(first.session)
  expect(await sessions.endOthers(rotated?.session ?? first.session)).toEqual([])
  expect(await sessions.signOut(first.session)).toBe(true)
  expect(await sessions.endAll('alice')).toEqual([])
  clock.advance(HOUR)
  expect(await sessions.authenticate(idle.token)).toEqual({ session: null, endReason: 'idle-timeout' })
  await expect(sessions.signIn('alice', { device: device('a') })).rejects.toThrow('plan service is down')
})
