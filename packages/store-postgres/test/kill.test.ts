import { randomInt } from 'node:crypto'
import type { SessionStore } from '@seatkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../test-support/postgres-server.ts'
import { audited, everything, openSessions } from '../../../test-support/races/audited.ts'
import { type SpawnedWorker, spawnWorker } from '../../../test-support/spawn-worker.ts'
import { type OpenedStore, openedStore } from './fixtures/postgres-store.ts'
import { placeOf } from './stores/postgres.ts'
import type { Acknowledged } from './workers/kill-worker.ts'

const KILLS = process.env.SEATKIT_LONG ? 50 : 3
const LIMIT = 3

let server: PostgresServer
let opened: OpenedStore

beforeAll(async () => {
  // Its own: it is crashed, and has to keep what it acknowledged.
  server = await startPostgres(['fsync=on'])
  opened = await openedStore({ adminUrl: server.url })
})

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

describe(`G10 killed while logins are written, ${KILLS} times: what was acknowledged is there, and the audit agrees`, () => {
  it('kill -9 of the application', async () => {
    for (let round = 0; round < KILLS; round++) {
      await using worker = loggingIn(`app-${round}`)
      const acknowledged = await some(worker)
      await worker.kill()
      await expectAgreement([...acknowledged, ...worker.received<Acknowledged>()])
    }
  }, 600_000)

  it('a crash of Postgres: the application lives on, and goes on when Postgres is back', async () => {
    await using worker = loggingIn('postgres')
    for (let round = 0; round < KILLS; round++) {
      // What was acknowledged while the last round was looked at would be more each time.
      worker.received()
      const acknowledged = await some(worker)
      await server.crash()
      acknowledged.push(...worker.received<Acknowledged>())
      await server.start()
      await expectAgreement(acknowledged)
      await worker.receive<Acknowledged>()
    }
  }, 600_000)
})

function loggingIn(name: string): SpawnedWorker {
  return spawnWorker(new URL('./workers/kill-worker.ts', import.meta.url), [placeOf(opened), name])
}

/** Waits for a random number of acknowledged logins. */
async function some(worker: SpawnedWorker): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  const enough = randomInt(1, 60)
  while (acknowledged.length < enough) acknowledged.push(await worker.receive<Acknowledged>())
  return acknowledged
}

/** All is read in one snapshot, for what was on its way when the application was killed may still be committed. */
async function expectAgreement(acknowledged: readonly Acknowledged[]): Promise<void> {
  const client = await opened.pool.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    await expectAgreementIn(opened.store.in(client), acknowledged)
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

async function expectAgreementIn(store: SessionStore, acknowledged: readonly Acknowledged[]): Promise<void> {
  for (const { userId, sessionId } of acknowledged) {
    expect(await store.find(userId, sessionId)).not.toBeNull()
  }
  for (const userId of new Set(acknowledged.map((one) => one.userId))) {
    const { open, most, types } = await audited(store, userId)
    expect(most).toBeLessThanOrEqual(LIMIT)
    expect(open).toEqual(await openSessions(store, userId))
    const started = types.filter((type) => type === 'session.started')
    expect(started).toHaveLength((await everything((page) => store.history(userId, page))).length)
  }
}
