import type { SessionStore } from '@seatkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import {
  countOf,
  expectedOutcomes,
  PROCESSES,
  RACED_POLICIES,
  ROUNDS,
  raceLogins,
} from '../../../test-support/races/login-race.ts'
import { type Racers, startRacers } from '../../../test-support/races/start-racers.ts'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'
import { openStore as openGetAndSet } from './stores/get-and-set.ts'
import { openStore } from './stores/redis.ts'

const TWO_SESSIONS = { maxSessions: 2, approvalFrom: 2 } as const

let server: RedisServer
let store: SessionStore
let racers: Racers

beforeAll(async () => {
  server = await startRedis(['--appendonly', 'yes'])
  store = await openStore(`${server.port}`)
  racers = await startRacers(PROCESSES, new URL('./stores/redis.ts', import.meta.url), `${server.port}`)
}, 60_000)

afterAll(async () => {
  await racers[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

describe(`G1 ${PROCESSES} processes × 25 logins of one user at once, ${ROUNDS} times`, () => {
  it.each(RACED_POLICIES)(
    '%s: never more than the limit, and the winners that the policy says',
    async (name, policy) => {
      for (let round = 0; round < ROUNDS; round++) {
        const userId = `${name}, round ${round}`
        const { outcomes, most } = await raceLogins(store, racers, userId, policy)
        expect(most).toBeLessThanOrEqual(policy.maxSessions)
        expect(outcomes).toEqual(expectedOutcomes(policy))
        const byAudit = await audited(store, userId)
        expect(byAudit.most).toBeLessThanOrEqual(policy.maxSessions)
        expect(byAudit.open).toEqual(await openSessions(store, userId))
      }
    },
    600_000,
  )

  it('notices a store that gets, changes and sets', async () => {
    const place = `${server.port}`
    const module = new URL('./stores/get-and-set.ts', import.meta.url)
    await using racy = await startRacers(PROCESSES, module, place)
    const policy = { maxSessions: 5, approvalFrom: 'never', onLimit: 'reject' } as const
    const { outcomes } = await raceLogins(await openGetAndSet(place), racy, 'racy', policy)
    expect(outcomes.admitted).toBeGreaterThan(policy.maxSessions)
  }, 600_000)
})

describe('G5 answers at once', () => {
  const haveSecondWait = async (userId: string): Promise<void> => {
    await racers.race(userId, TWO_SESSIONS, (index) =>
      index === 0 ? [{ does: 'admit', name: 'first' }] : [],
    )
    await racers.race(userId, TWO_SESSIONS, (index) =>
      index === 0 ? [{ does: 'admit', name: 'second' }] : [],
    )
  }

  it('50 right ones: the code is taken once, and 50 redemptions make one session', async () => {
    await haveSecondWait('right')
    const answers = await racers.race('right', TWO_SESSIONS, (index) =>
      Array.from({ length: index < 2 ? 13 : 12 }, () => ({ does: 'answer', name: 'second', by: 'first' })),
    )
    expect(countOf(answers.flat())).toEqual({ approved: 1, over: 49 })
    await racers.race('right', TWO_SESSIONS, () => Array(13).fill({ does: 'redeem', name: 'second' }))
    expect(await openSessions(store, 'right')).toEqual(new Set(['session-first', 'session-second']))
    expect(countOf((await audited(store, 'right')).types)['session.started']).toBe(2)
  }, 60_000)

  it('50 wrong ones: five are counted', async () => {
    await haveSecondWait('wrong')
    const answers = await racers.race('wrong', TWO_SESSIONS, (index) =>
      Array.from({ length: index < 2 ? 13 : 12 }, () => ({
        does: 'answer wrong',
        name: 'second',
        by: 'first',
      })),
    )
    expect(countOf(answers.flat())).toEqual({ 'wrong-code': 5, over: 45 })
    expect((await store.read('wrong')).user.wrongAnswers.count).toBe(5)
  }, 60_000)
})

it('G4 a session that process 0 has ended is refused by all the others, whatever they were doing', async () => {
  const policy = { maxSessions: 1, approvalFrom: 'never' } as const
  for (let round = 0; round < ROUNDS * 10; round++) {
    const userId = `ended ${round}`
    await racers.race(userId, policy, (index) => (index === 0 ? [{ does: 'admit', name: 'a' }] : []))
    await racers.race(userId, policy, (index) =>
      index === 0 ? [{ does: 'end', name: 'a' }] : Array(10).fill({ does: 'touch', name: 'a' }),
    )
    const after = await racers.race(userId, policy, () => Array(3).fill({ does: 'touch', name: 'a' }))
    expect(new Set(after.flat())).toEqual(new Set(['refused']))
  }
}, 600_000)
