import { setImmediate as turn } from 'node:timers/promises'
import { isActive, type PolicyOptions, type SessionStore } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { describe, expect, it } from 'vitest'
import { type SpawnedWorker, spawnWorker } from '../../../test-support/spawn-worker.ts'
import { audited, openSessions } from './fixtures/audited.ts'
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

describe(`G1 ${PROCESSES} processes × ${LOGINS} logins of one user on one file, ${ROUNDS} times`, () => {
  it.each(POLICIES)(
    '%s: never more than the limit, and an answer for everybody',
    async (_name, policy) => {
      using file = temporaryFile()
      const store = sqliteStore({ path: file.path })
      await using workers = await startWorkers(file.path, 'atomic')
      for (let round = 0; round < ROUNDS; round++) {
        const { outcomes, most } = await runRound(store, workers.all, `user-${round}`, policy)
        expect(most).toBeLessThanOrEqual(policy.maxSessions)
        expect(outcomes).toHaveLength(PROCESSES * LOGINS)
        expect(outcomes.filter((outcome) => !ANSWERS.has(outcome))).toEqual([])
        const { open, most: mostAudited } = await audited(store, `user-${round}`)
        expect(mostAudited).toBeLessThanOrEqual(policy.maxSessions)
        expect(open).toEqual(await openSessions(store, `user-${round}`))
        expect(open.size).toBeGreaterThan(0)
      }
      store.close()
    },
    600_000,
  )

  it('notices a store that checks, then acts', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path })
    await using workers = await startWorkers(file.path, 'racy')
    const { most } = await runRound(store, workers.all, 'user', { maxSessions: 5, approvalFrom: 'never' })
    expect(most).toBeGreaterThan(5)
    store.close()
  }, 600_000)
})

const ANSWERS: ReadonlySet<string> = new Set(['admitted', 'challenged', 'rejected'])

async function startWorkers(
  path: string,
  update: 'atomic' | 'racy',
): Promise<AsyncDisposable & { readonly all: readonly SpawnedWorker[] }> {
  const file = new URL('./workers/login-worker.ts', import.meta.url)
  const all = Array.from({ length: PROCESSES }, (_, index) => spawnWorker(file, [path, `p${index}`, update]))
  await Promise.all(all.map((worker) => worker.receive()))
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((worker) => worker.kill()))
    },
  }
}

async function runRound(
  store: SessionStore,
  workers: readonly SpawnedWorker[],
  userId: string,
  policy: PolicyOptions,
): Promise<{ outcomes: readonly string[]; most: number }> {
  const round: LoginRound = { userId, policy, logins: LOGINS }
  let running = workers.length
  const results = workers.map(async (worker) => {
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
