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
import type { RaceStep } from '../../../test-support/races/race-step.ts'
import { type Racers, startRacers } from '../../../test-support/races/start-racers.ts'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'
import { FLAWED_LIMIT, FLAWS } from './stores/flawed.ts'
import { placeOf } from './stores/postgres.ts'

const TWO_SESSIONS = { maxSessions: 2, approvalFrom: 2 } as const

let opened: OpenedStore
let racers: Racers

beforeAll(async () => {
  opened = await openedStore()
  racers = await startRacers(PROCESSES, new URL('./stores/postgres.ts', import.meta.url), placeOf(opened))
})

afterAll(async () => {
  await racers?.[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

describe(`G1 ${PROCESSES} processes × 25 logins of one user at once, ${ROUNDS} times`, () => {
  it.each(RACED_POLICIES)(
    '%s: never more than the limit, and the winners that the policy says',
    async (name, policy) => {
      for (let round = 0; round < ROUNDS; round++) {
        const userId = `${name}, round ${round}`
        const { outcomes, most } = await raceLogins(opened.store, racers, userId, policy)
        expect(most).toBeLessThanOrEqual(policy.maxSessions)
        expect(outcomes).toEqual(expectedOutcomes(policy))
        const byAudit = await audited(opened.store, userId)
        expect(byAudit.most).toBeLessThanOrEqual(policy.maxSessions)
        expect(byAudit.open).toEqual(await openSessions(opened.store, userId))
      }
    },
    600_000,
  )

  it.each(FLAWS)('notices: %s', async (flaw) => {
    await using flawed = await openedStore()
    await flawed.admin(`
      CREATE TABLE ${flawed.schema}.seats (user_id text);
      GRANT SELECT, INSERT ON ${flawed.schema}.seats TO PUBLIC`)
    const module = new URL('./stores/flawed.ts', import.meta.url)
    await using racy = await startRacers(PROCESSES, module, `${placeOf(flawed)} ${flaw}`)
    const policy = { maxSessions: FLAWED_LIMIT, approvalFrom: 'never', onLimit: 'reject' } as const
    let admitted = 0
    for (let round = 0; round < 10 && admitted <= FLAWED_LIMIT; round++) {
      const { outcomes } = await raceLogins(flawed.store, racy, `round ${round}`, policy)
      admitted = outcomes.admitted ?? 0
    }
    expect(admitted).toBeGreaterThan(FLAWED_LIMIT)
  })
})

describe('G5 answers at once', () => {
  const haveSecondWait = async (userId: string): Promise<void> => {
    for (const name of ['first', 'second']) {
      await racers.race(userId, TWO_SESSIONS, (index) => (index === 0 ? [{ does: 'admit', name }] : []))
    }
  }
  /** Fifty, over all processes. */
  const fifty = (step: RaceStep) => (index: number) => Array<RaceStep>(index < 2 ? 13 : 12).fill(step)

  it('50 right ones: the code is taken once, and 50 redemptions make one session', async () => {
    await haveSecondWait('right')
    const step = { does: 'answer', name: 'second', by: 'first' } as const
    const answers = await racers.race('right', TWO_SESSIONS, fifty(step))
    expect(countOf(answers.flat())).toEqual({ approved: 1, over: 49 })
    await racers.race('right', TWO_SESSIONS, fifty({ does: 'redeem', name: 'second' }))
    expect(await openSessions(opened.store, 'right')).toEqual(new Set(['session-first', 'session-second']))
    expect(countOf((await audited(opened.store, 'right')).types)['session.started']).toBe(2)
  })

  it('50 wrong ones: five are counted', async () => {
    await haveSecondWait('wrong')
    const step = { does: 'answer wrong', name: 'second', by: 'first' } as const
    const answers = await racers.race('wrong', TWO_SESSIONS, fifty(step))
    expect(countOf(answers.flat())).toEqual({ 'wrong-code': 5, over: 45 })
    expect((await opened.store.read('wrong')).user.wrongAnswers.count).toBe(5)
  })
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
