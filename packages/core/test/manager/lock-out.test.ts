import { expect, it } from 'vitest'
import { admitted, challenged, device, firstAndSecond, firstAndWaiting, otherThan, setup } from './setup.ts'

it('R35 neither wrong codes nor refused logins of a stranger sign the owner out, or keep the owner from signing in', async () => {
  const { sessions } = setup()
  const { first, second } = await firstAndSecond(sessions)
  for (let login = 0; login < 100; login++) {
    const refused = await sessions.signIn('alice', { device: device(`stranger-${login}`) })
    expect(refused).toMatchObject({ status: 'rejected', reason: 'session-limit-reached' })
  }
  for (const { session } of [first, second]) {
    expect((await sessions.recheck(session)).session?.id).toBe(session.id)
  }

  await sessions.signOut(second.session)
  const { challenge, ticket } = challenged(await sessions.signIn('alice', { device: device('b') }))
  expect(await sessions.answer(first.session, challenge.id, challenge.code)).toMatchObject({
    status: 'approved',
  })
  expect((await sessions.redeem(ticket)).status).toBe('admitted')
})

it('R35 a budget of wrong codes that is used up ends no session, and keeps no device from its own seat', async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  let { challenge } = waiting
  let status = ''
  while (status !== 'too-many-attempts') {
    ;({ status } = await sessions.answer(first.session, challenge.id, otherThan(challenge.code)))
    if (status === 'over')
      ({ challenge } = challenged(await sessions.signIn('alice', { device: device('b') })))
  }
  expect((await sessions.authenticate(first.token)).session?.id).toBe(first.session.id)
  const again = admitted(await sessions.signIn('alice', { device: device('a') }))
  expect(again.ended.map(({ endReason }) => endReason)).toEqual(['replaced'])
})
