import { SessionPolicy } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, challenged, device, firstAndSecond, MINUTE, setup } from './setup.ts'

it('takes limits for one login alone, and keeps them through an approval', async () => {
  const { sessions, clock } = setup()
  const limits = { idleTimeout: '5m', absoluteTimeout: '10m' } as const
  const first = admitted(await sessions.signIn('alice', { device: device('a'), ...limits }))
  expect([first.session.idleTimeoutMs, first.session.expiresAt]).toEqual([
    5 * MINUTE,
    clock.now() + 10 * MINUTE,
  ])
  const waiting = challenged(await sessions.signIn('alice', { device: device('b'), ...limits }))
  await sessions.answer(first.session, waiting.challenge.id, waiting.challenge.code)
  expect(await sessions.redeem(waiting.ticket)).toMatchObject({
    session: { idleTimeoutMs: 5 * MINUTE, expiresAt: clock.now() + 10 * MINUTE },
  })
})

it.each([{ idleTimeout: '0m' }, { absoluteTimeout: -1 }, { idleTimeout: '60' }] as const)(
  'refuses %o',
  async (limits) => {
    const { sessions } = setup()
    await expect(sessions.signIn('alice', { device: device('a'), ...limits } as never)).rejects.toThrow(
      TypeError,
    )
    expect(await sessions.list('alice')).toEqual([])
  },
)

it.each<[userId: unknown, why: string]>([
  ['', 'empty'],
  ['\0', 'NUL'],
  ['\ud800', 'half a character'],
  ['a'.repeat(129), '129 bytes'],
  ['é'.repeat(65), '130 bytes'],
  [5, 'a number'],
  [undefined, 'nothing'],
])('refuses %j as a user id: %s', async (userId) => {
  const { sessions } = setup()
  await expect(sessions.signIn(userId as string, { device: device('a') })).rejects.toThrow(
    new TypeError('userId: has to be a text of 1 to 128 bytes, without NUL'),
  )
})

it.each(['a', 'a'.repeat(128), 'tenant:{1}/alice', '../alice', '👩‍👩‍👧', "'; drop table", '__proto__'])(
  'takes %j as a user id',
  async (userId) => {
    const { sessions } = setup()
    const { token } = admitted(await sessions.signIn(userId, { device: device('a') }))
    expect((await sessions.authenticate(token)).session?.userId).toBe(userId)
  },
)

it('G1 G7 refuses a third login and says who holds the seats, at which instant', async () => {
  const { sessions, clock } = setup()
  const { first, second } = await firstAndSecond(sessions)
  expect(await sessions.signIn('alice', { device: device('c') })).toEqual({
    status: 'rejected',
    reason: 'session-limit-reached',
    limit: 2,
    active: expect.arrayContaining([first.session, second.session]),
    now: clock.now(),
  })
})

it('G5 gives every challenge a code and a ticket of its own', async () => {
  const { sessions } = setup({
    policy: new SessionPolicy({ challenge: { maxPending: 100, maxPrompts: 100 } }),
  })
  await sessions.signIn('alice', { device: device('a') })
  const tickets = new Set<string>()
  for (let count = 0; count < 50; count++) {
    const { challenge, ticket } = challenged(await sessions.signIn('alice', { device: device(`b${count}`) }))
    expect(challenge.code).toMatch(/^\d{6}$/)
    tickets.add(ticket)
  }
  expect(tickets.size).toBe(50)
})
