import { setImmediate as turn } from 'node:timers/promises'
import { isActive, type PolicyOptions } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import { type SpawnedWorker, spawnWorker } from '../../../test-support/spawn-worker.ts'
import { temporaryFile } from './fixtures/temporary-file.ts'
import type { LoginRound, LoginRoundResult } from './workers/login-worker.ts'

const PROCESSES = 4
const LOGINS = 25
const ROUNDS = process.env.SEATKIT_LONG ? 200 : 3

const POLICIES: readonly (readonly [name: string, policy: PolicyOptions & { maxSessions: number }])[] = [
  ['one session, a new login takes over', { maxSessions: 1, approvalFrom: 'never', onLimit: 'end-all' }],
  ['two sessions, the second needs approval', { maxSessions: 2, approvalFrom: 2, onLimit: 'reject' }],
  ['five sessions, reject', { maxSessions: 5, approvalFrom: 'never', onLimit: 'reject' }],
  ['five sessions, end-oldest', { maxSessions: 5, approvalFrom: 'never', onLimit: 'end-oldest' }],
  ['five sessions, end-least-recent', { maxSessions: 5, approvalFrom: 'never', onLimit: 'end-least-recent' }],
  ['five sessions, end-all', { maxSessions: 5, approvalFrom: 'never', onLimit: 'end-all' }],
]

const FILE = temporaryFile()
const store = sqliteStore({ path: FILE.path })
let workers: readonly SpawnedWorker[]

beforeAll(async () => {
  workers = await startWorkers('atomic')
})

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()))
  store.close()
  FILE[Symbol.dispose]()
})

describe(`G1 ${PROCESSES} processes × ${LOGINS} logins of one user on one file, ${ROUNDS} times`, () => {
  it.each(POLICIES)(
    '%s: never more than the limit, and an answer for everybody',
    async (name, policy) => {
      for (let round = 0; round < ROUNDS; round++) {
        const userId = `${name}, round ${round}`
        const { outcomes, most } = await runRound(workers, userId, policy)
        expect(most).toBeLessThanOrEqual(policy.maxSessions)
        expect(outcomes).toHaveLength(PROCESSES * LOGINS)
        expect(outcomes.filter((outcome) => !ANSWERS.has(outcome))).toEqual([])
        const byAudit = await audited(store, userId)
        expect(byAudit.most).toBeLessThanOrEqual(policy.maxSessions)
        expect(byAudit.open).toEqual(await openSessions(store, userId))
        expect(byAudit.open.size).toBeGreaterThan(0)
      }
    },
    600_000,
  )

  it('notices a store that checks, then acts', async () => {
    const racy = await startWorkers('racy')
    try {
      const { most } = await runRound(racy, 'racy', { maxSessions: 5, approvalFrom: 'never' })
      expect(most).toBeGreaterThan(5)
    } finally {
      await Promise.all(racy.map((worker) => worker.kill()))
    }
  }, 600_000)
})

const ANSWERS: ReadonlySet<string> = new Set(['admitted', 'challenged', 'rejected'])

async function startWorkers(update: 'atomic' | 'racy'): Promise<readonly SpawnedWorker[]> {
  const file = new URL('./workers/login-worker.ts', import.meta.url)
  const started = Array.from({ length: PROCESSES }, (_, index) =>
    spawnWorker(file, [FILE.path, `p${index}`, update]),
  )
  await Promise.all(started.map((worker) => worker.receive()))
  return started
}

async function runRound(
  among: readonly SpawnedWorker[],
  userId: string,
  policy: PolicyOptions,
): Promise<{ outcomes: readonly string[]; most: number }> {
  const round: LoginRound = { userId, policy, logins: LOGINS }
  let running = among.length
  const results = among.map(async (worker) => {
    worker.send(round)
    const { outcomes } = await worker.receive<LoginRoundResult>()
    running--
    return outcomes
  })
  const watch = async (): Promise<number> => {
    let most = 0
    do {
      const { user, now } = await store.read(userId)
      most = Math.max(most, user.sessions.filter((session) => isActive(session, now)).length)
      await turn()
    } while (running > 0)
    return most
  }
  const [most, ...outcomes] = await Promise.all([watch(), ...results])
  return { outcomes: outcomes.flat(), most }
}
