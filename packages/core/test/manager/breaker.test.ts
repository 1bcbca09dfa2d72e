import { ALL_USERS, memoryBus, memoryStore, SessionManager, type SessionManagerOptions } from '@seatkit/core'
import { type ManualClock, manualClock } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { admitted, challenged, device, firstAndWaiting, MINUTE, otherThan, SECRET, setup } from './setup.ts'

const ACCOUNTS = process.env.SEATKIT_LONG ? 10_000 : 1_000

/** Somebody's wrong answers: as many as one challenge takes, or fewer; says how each was answered. */
async function guess(sessions: SessionManager, userId: string, times: number): Promise<readonly string[]> {
  const first = admitted(await sessions.signIn(userId, { device: device('a') }))
  const waiting = challenged(await sessions.signIn(userId, { device: device('b') }))
  const { id, code } = waiting.challenge
  const statuses: string[] = []
  for (let i = 0; i < times; i++) {
    statuses.push((await sessions.answer(first.session, id, otherThan(code))).status)
  }
  return statuses
}

/** Several processes on one store and one bus. */
function processes(
  count: number,
  options: Partial<SessionManagerOptions> = {},
): { readonly managers: readonly SessionManager[]; readonly clock: ManualClock } {
  const clock = manualClock()
  const shared = { store: memoryStore({ clock: clock.now }), bus: memoryBus(), secret: SECRET }
  const make = (): SessionManager => new SessionManager({ ...shared, sweepInterval: 'never', ...options })
  return { managers: Array.from({ length: count }, make), clock }
}

describe('R33 codes guessed over many accounts', () => {
  it(`${ACCOUNTS} accounts with five guesses each: 301 are compared, and the application is told once`, async () => {
    const opened: unknown[] = []
    const { sessions, clock } = setup({ onBreakerOpen: (pause) => void opened.push(pause) })
    const counts: Record<string, number> = {}
    for (let account = 0; account < ACCOUNTS; account++) {
      for (const status of await guess(sessions, `user-${account}`, 5)) {
        counts[status] = (counts[status] ?? 0) + 1
      }
    }
    expect(counts).toEqual({ 'wrong-code': 301, 'too-many-attempts': 5 * ACCOUNTS - 301 })
    expect(opened).toEqual([{ until: clock.now() + 10 * MINUTE }])
  }, 60_000)

  it('are seen in every process, though each has only some of them', async () => {
    const told: number[] = []
    const { managers, clock } = processes(4, {
      breaker: { maxWrongAnswers: 20 },
      onBreakerOpen: ({ until }) => void told.push(until),
    })
    for (let account = 0; account < 7; account++) {
      const at = managers[account % managers.length]
      if (at !== undefined) await guess(at, `user-${account}`, 3)
    }
    const until = clock.now() + 10 * MINUTE
    expect(told).toEqual([until, until, until, until])
    for (const [i, sessions] of managers.entries()) {
      expect(await guess(sessions, `other-${i}`, 1)).toEqual(['too-many-attempts'])
    }
  })
})

it('R33 a few wrong codes of many people, every day, refuse nobody', async () => {
  const { sessions, clock } = setup({ onBreakerOpen: () => expect.fail('opened') })
  for (let account = 0; account < 500; account++) {
    clock.advance(2_100)
    expect(await guess(sessions, `user-${account}`, 1)).toEqual(['wrong-code'])
  }
})

it('R33 R52 while it is open a right code is answered as any other, nothing is counted, and it closes by itself', async () => {
  const { sessions, clock } = setup({ breaker: { maxWrongAnswers: 2, window: '1m', pause: '30s' } })
  const { first, waiting } = await firstAndWaiting(sessions)
  await guess(sessions, 'mallory', 3)
  const { id, code } = waiting.challenge
  const retryAt = clock.now() + 30_000
  for (const [challengeId, typed] of [
    [id, code],
    [id, otherThan(code)],
    ['x'.repeat(22), code],
  ] as const) {
    expect(await sessions.answer(first.session, challengeId, typed)).toEqual({
      status: 'too-many-attempts',
      retryAt,
      now: clock.now(),
    })
  }
  clock.advance(30_000)
  expect(await sessions.answer(first.session, id, otherThan(code))).toMatchObject({ attemptsLeft: 4 })
  expect(await sessions.answer(first.session, id, code)).toMatchObject({ status: 'approved' })
})

it('R33 a recovery is let through while it is open', async () => {
  const { sessions } = setup({ breaker: { maxWrongAnswers: 2 } })
  const { waiting } = await firstAndWaiting(sessions)
  await guess(sessions, 'mallory', 3)
  const recovery = { by: 'recovery', evidence: 'e-mail code' } as const
  expect(await sessions.approve('alice', waiting.challenge.id, recovery)).toMatchObject({
    status: 'approved',
  })
})

it("'never' breaks nothing, and listens to nobody", async () => {
  const bus = memoryBus()
  const { sessions } = setup({
    breaker: 'never',
    bus: { ...bus, subscribe: () => expect.fail('subscribed') },
  })
  for (let account = 0; account < 100; account++) await guess(sessions, `user-${account}`, 5)
  expect(await guess(sessions, 'alice', 1)).toEqual(['wrong-code'])
})

it.each([
  [{ maxWrongAnswers: 0 }, 'breaker.maxWrongAnswers: 0 is not possible; write a whole number from 1'],
  [{ window: 0 }, 'breaker.window: 0 is not a duration'],
  [{ pause: '5 minutes' }, "breaker.pause: '5 minutes' is not a duration"],
])('refuses an option that is wrong: %o', (breaker, message) => {
  expect(() => setup({ breaker: breaker as never })).toThrow(message)
})

it('a hook that fails fails no answer, and onError is told', async () => {
  const { sessions, errors } = setup({
    breaker: { maxWrongAnswers: 1 },
    onBreakerOpen: () => Promise.reject(new Error('no pager')),
  })
  expect(await guess(sessions, 'alice', 2)).toEqual(['wrong-code', 'wrong-code'])
  expect(errors).toEqual([new Error('no pager')])
})

it('a bus that cannot be listened to is reported, answers go on, and it is tried again', async () => {
  const bus = memoryBus()
  let isDown = true
  const { sessions, errors } = setup({
    breaker: { maxWrongAnswers: 1 },
    bus: {
      ...bus,
      subscribe: (userId, listener) =>
        isDown && userId === ALL_USERS
          ? Promise.reject(new Error('the bus is down'))
          : bus.subscribe(userId, listener),
    },
  })
  expect(await guess(sessions, 'alice', 1)).toEqual(['wrong-code'])
  isDown = false
  expect(await guess(sessions, 'bob', 5)).toContain('too-many-attempts')
  expect(errors).toContainEqual(new Error('the bus is down'))
})

it('stops listening when the manager is closed', async () => {
  const { managers } = processes(2, { breaker: { maxWrongAnswers: 1 }, onBreakerOpen: () => void opened++ })
  let opened = 0
  const [first, second] = managers
  if (first === undefined || second === undefined) throw new Error('two are needed')
  await second.close()
  await guess(first, 'alice', 5)
  expect(opened).toBe(1)
})

it('R33 a wrong answer within a transaction is told once, and counts once', async () => {
  const store = memoryStore()
  const counted: unknown[] = []
  const bus = memoryBus()
  await bus.subscribe(ALL_USERS, { onEvents: (events) => void counted.push(...events), onGap() {} })
  const { sessions, events } = setup({ store, bus })
  await sessions.inTransaction((sessionsOn) => guess(sessionsOn(store), 'alice', 1))
  const told = events.filter(({ type }) => type === 'answer.rejected')
  expect(told).toHaveLength(1)
  expect(counted).toEqual(told)
})
