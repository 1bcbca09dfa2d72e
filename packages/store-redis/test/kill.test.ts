import { randomInt } from 'node:crypto'
import type { SessionStore } from '@seatkit/core'
import { redisStore } from '@seatkit/store-redis'
import { expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import { startRedis } from '../../../test-support/redis-server.ts'
import { type SpawnedWorker, spawnWorker } from '../../../test-support/spawn-worker.ts'
import { connect } from './fixtures/connect.ts'
import { when } from './fixtures/when.ts'
import { openStore } from './stores/redis.ts'
import type { Acknowledged } from './workers/login-worker.ts'

const KILLS = process.env.SEATKIT_LONG ? 50 : 4
const LIMIT = 3
const WORKER = new URL('./workers/login-worker.ts', import.meta.url)

it(`G10 kill -9 of a process that logs in loses nothing acknowledged, ${KILLS} times`, async () => {
  await using server = await startRedis(['--appendonly', 'yes'])
  const store = await openStore(`${server.port}`)
  for (let round = 0; round < KILLS; round++) {
    await using worker = spawnWorker(WORKER, [`${server.port}`, `r${round}`])
    const acknowledged = await acknowledgedBy(worker, randomInt(1, 200))
    await worker.kill()
    await expectAll(store, [...acknowledged, ...worker.received<Acknowledged>()])
  }
}, 600_000)

it(`G10 kill -9 of Redis with appendfsync always loses nothing acknowledged, ${KILLS} times`, async () => {
  await using server = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
  const client = await connect(server.port)
  const store = redisStore({ client })
  for (let round = 0; round < KILLS; round++) {
    await using worker = spawnWorker(WORKER, [`${server.port}`, `r${round}`])
    const acknowledged = await acknowledgedBy(worker, randomInt(1, 200))
    const connected = when(client, 'close').then(() => when(client, 'ready'))
    await server.kill()
    acknowledged.push(...worker.received<Acknowledged>())
    await server.start()
    // The worker came through it, too.
    await worker.receive<Acknowledged>()
    await worker.kill()
    await connected
    await expectAll(store, acknowledged)
  }
  client.disconnect()
}, 600_000)

async function acknowledgedBy(worker: SpawnedWorker, count: number): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  while (acknowledged.length < count) acknowledged.push(await worker.receive<Acknowledged>())
  return acknowledged
}

/** The newest of each user's are found, and state, audit trail and limit agree. Older ones have left the history. */
async function expectAll(store: SessionStore, acknowledged: readonly Acknowledged[]): Promise<void> {
  for (const userId of new Set(acknowledged.map((one) => one.userId))) {
    const names = acknowledged.filter((one) => one.userId === userId).map(({ name }) => name)
    for (const name of names.slice(-20)) {
      expect(await store.find(userId, `session-${name}`), name).not.toBeNull()
    }
    const { open, most } = await audited(store, userId)
    expect(most).toBeLessThanOrEqual(LIMIT)
    expect(open).toEqual(await openSessions(store, userId))
  }
}
