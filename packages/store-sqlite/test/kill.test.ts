import { randomInt } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { SessionStore } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { describe, expect, it } from 'vitest'
import { audited, everything, openSessions } from '../../../test-support/races/audited.ts'
import { spawnWorker } from '../../../test-support/spawn-worker.ts'
import { temporaryFile } from './fixtures/temporary-file.ts'
import type { Acknowledged } from './workers/kill-worker.ts'

const KILLS = process.env.SEATKIT_LONG ? 100 : 5
const LIMIT = 3

describe('kill -9 while logins are written', () => {
  it(`G10 loses nothing that was acknowledged, and keeps state, audit trail and limit, ${KILLS} times`, async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path })
    for (let round = 0; round < KILLS; round++) {
      const acknowledged = await killedAtWork(file.path, `r${round}`, 'atomic')
      for (const { userId, sessionId } of acknowledged) {
        expect(await store.find(userId, sessionId)).not.toBeNull()
      }
      for (const userId of new Set(acknowledged.map((one) => one.userId))) {
        await expectAgreement(store, userId)
      }
    }
    store.close()
  }, 600_000)

  it('notices a store that commits the audit trail after the state', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path })
    const disagreements = async (): Promise<boolean> => {
      for (const userId of ['user-0', 'user-1', 'user-2', 'user-3']) {
        const { open } = await audited(store, userId)
        if (!isDeepStrictEqual(open, await openSessions(store, userId))) return true
      }
      return false
    }
    let noticed = false
    for (let round = 0; round < 20 && !noticed; round++) {
      await killedAtWork(file.path, `r${round}`, 'split')
      noticed = await disagreements()
    }
    expect(noticed).toBe(true)
    store.close()
  }, 600_000)
})

/** Lets a process log users in, kills it after a random number of acknowledgements, and says which these were. */
async function killedAtWork(path: string, name: string, update: 'atomic' | 'split'): Promise<Acknowledged[]> {
  await using worker = spawnWorker(new URL('./workers/kill-worker.ts', import.meta.url), [path, name, update])
  const acknowledged: Acknowledged[] = []
  const enough = randomInt(1, 60)
  while (acknowledged.length < enough) acknowledged.push(await worker.receive<Acknowledged>())
  await worker.kill()
  return [...acknowledged, ...worker.received<Acknowledged>()]
}

async function expectAgreement(store: SessionStore, userId: string): Promise<void> {
  const { open, most } = await audited(store, userId)
  expect(most).toBeLessThanOrEqual(LIMIT)
  expect(open).toEqual(await openSessions(store, userId))
  const started = (await everything((page) => store.audit(userId, page))).filter(
    ({ type }) => type === 'session.started',
  )
  expect(started).toHaveLength((await everything((page) => store.history(userId, page))).length)
}
