import { expect, it } from 'vitest'
import { admitted, device, firstAndSecond, firstAndWaiting, setup } from './setup.ts'

const NOBODY = 'A'.repeat(22)

it('ends one session, once', async () => {
  const { sessions } = setup()
  const { first, second } = await firstAndSecond(sessions)
  const ended = await sessions.end('alice', second.session.id, { by: first.session.id })
  expect(ended).toMatchObject({ id: second.session.id, endReason: 'revoked', endedBy: first.session.id })
  expect(await sessions.end('alice', second.session.id)).toBeNull()
  expect(await sessions.end('bob', first.session.id)).toBeNull()
  expect(await sessions.end('alice', NOBODY)).toBeNull()
  expect((await sessions.list('alice')).map(({ id }) => id)).toEqual([first.session.id])
})

it('signs out once', async () => {
  const { sessions } = setup()
  const { session } = admitted(await sessions.signIn('alice', { device: device('a') }))
  expect(await sessions.signOut(session)).toBe(true)
  expect(await sessions.signOut(session)).toBe(false)
})

it('R11 ends all others, and nothing when the one that asks is not active any more', async () => {
  const { sessions } = setup()
  const { first, second } = await firstAndSecond(sessions)
  expect((await sessions.endOthers(first.session))?.map(({ id }) => id)).toEqual([second.session.id])
  expect(await sessions.endOthers(first.session)).toEqual([])
  expect(await sessions.endOthers(second.session)).toBeNull()
  expect(await sessions.list('alice')).toHaveLength(1)
})

it('R10 ends all, and refuses who waits', async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  expect((await sessions.endAll('alice')).map(({ id }) => id)).toEqual([first.session.id])
  expect(await sessions.redeem(waiting.ticket)).toEqual({ status: 'over', challengeStatus: 'denied' })
  expect(await sessions.endAll('alice')).toEqual([])
})
