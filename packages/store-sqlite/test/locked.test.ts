import { SessionPolicy } from '@seatkit/core'
import { manualClock, signInRequest } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import { describe, expect, it } from 'vitest'
import { type SpawnedWorker, spawnWorker } from '../../../test-support/spawn-worker.ts'
import { temporaryFile } from './fixtures/temporary-file.ts'

const TIMEOUT_MS = 300

describe('while another process holds the write lock', () => {
  it('G8 a change fails when its deadline has passed, writes nothing, and works again afterwards', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path, timeout: TIMEOUT_MS })
    await using holder = await lockHolder(file.path)
    const policy = new SessionPolicy()
    const admit = (name: string) =>
      store.update('user', (current, now) => policy.admit(current, signInRequest(name), now))

    const started = performance.now()
    const outcomes = await Promise.allSettled([admit('a'), admit('b'), store.purge(1), store.forget('other')])
    const tookMs = performance.now() - started
    expect(outcomes.map((one) => one.status === 'rejected' && one.reason.code)).toEqual(
      Array(4).fill('store-conflict'),
    )
    expect(tookMs).toBeGreaterThanOrEqual(TIMEOUT_MS)
    expect(tookMs).toBeLessThan(TIMEOUT_MS + 5_000)

    holder.send({ letGo: true })
    await holder.receive()
    expect((await admit('c')).result.status).toBe('admitted')
    expect((await store.history('user', { limit: 10 })).items.map(({ id }) => id)).toEqual(['session-c'])
    expect((await store.audit('user', { limit: 10 })).items).toHaveLength(1)
    store.close()
  })

  it('G8 reading goes on, and activity that is due fails instead of signing anybody out', async () => {
    using file = temporaryFile()
    const clock = manualClock()
    const store = sqliteStore({ path: file.path, clock: clock.now, timeout: TIMEOUT_MS })
    const policy = new SessionPolicy()
    await store.update('user', (current, now) => policy.admit(current, signInRequest('a'), now))
    await using holder = await lockHolder(file.path)
    const touch = () => store.touch('user', 'session-a', 'credential-a', 60_000)

    expect((await touch())?.session.id).toBe('session-a')
    clock.advance(60_000)
    expect((await store.find('user', 'session-a'))?.session.id).toBe('session-a')
    await expect(touch()).rejects.toMatchObject({ code: 'store-conflict' })

    await holder.kill()
    expect((await touch())?.session.lastActiveAt).toBe(clock.now())
    store.close()
  })

  it('a change that waits is made as soon as the lock is free', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path, timeout: '60s' })
    await using holder = await lockHolder(file.path)
    const policy = new SessionPolicy()
    const login = store.update('user', (current, now) => policy.admit(current, signInRequest('a'), now))
    holder.send({ letGo: true })
    expect((await login).result.status).toBe('admitted')
    store.close()
  })
})

async function lockHolder(path: string): Promise<SpawnedWorker> {
  const worker = spawnWorker(new URL('./workers/lock-worker.ts', import.meta.url), [path])
  await worker.receive()
  return worker
}
