import { SessionPolicy } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, device, HOUR, MINUTE, setup } from './setup.ts'

it('lists the active sessions, the newest login first', async () => {
  const { sessions, clock } = setup({
    policy: new SessionPolicy({ maxSessions: 5, approvalFrom: 'never' }),
  })
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) {
    ids.unshift(admitted(await sessions.signIn('alice', { device: device(name) })).session.id)
    clock.advance(MINUTE)
  }
  expect((await sessions.list('alice')).map(({ id }) => id)).toEqual(ids)
  clock.advance(58 * MINUTE)
  expect((await sessions.list('alice')).map(({ id }) => id)).toEqual(ids.slice(0, 1))
})

it('G9 shows ends by time in the history though nobody recorded them', async () => {
  const { sessions, clock } = setup()
  const { session } = admitted(await sessions.signIn('alice', { device: device('a') }))
  clock.advance(2 * HOUR)
  const { items } = await sessions.history('alice', { limit: 1 })
  expect(items).toEqual([{ ...session, endedAt: session.createdAt + HOUR, endReason: 'idle-timeout' }])
})
