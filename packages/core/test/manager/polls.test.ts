import { expect, it } from 'vitest'
import { firstAndWaiting, setup } from './setup.ts'

it('P8 a hundred polls at once, before and after the approval, redeem nothing, and let one session be redeemed', async () => {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  const polled = async (): Promise<unknown[]> => {
    const states = await Promise.all(Array.from({ length: 100 }, () => sessions.pending(waiting.ticket)))
    return [...new Set(states.map((state) => state?.status))]
  }
  expect(await polled()).toEqual(['pending'])
  expect((await sessions.answer(first.session, id, code)).status).toBe('approved')
  expect(await polled()).toEqual(['approved'])
  expect(await sessions.list('alice')).toHaveLength(1)

  const all = await Promise.all(Array.from({ length: 100 }, () => sessions.redeem(waiting.ticket)))
  expect(all.filter(({ status }) => status === 'admitted')).toHaveLength(1)
  expect(await polled()).toEqual(['redeemed'])
  expect(await sessions.list('alice')).toHaveLength(2)
})
