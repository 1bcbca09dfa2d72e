import { spawnSync } from 'node:child_process'
import { memoryStore, type SessionStore, StoreCorruptError, StoreUnavailableError } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device, HOUR, MINUTE, SECRET, setup } from './setup.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

it('G9 records and tells what time has ended though nobody comes back', async () => {
  const { sessions, clock, events } = setup()
  await sessions.signIn('alice', { device: device('a') })
  await sessions.signIn('bob', { device: device('b') })
  await sessions.signIn('bob', { device: device('c') })
  events.length = 0
  clock.advance(HOUR)
  expect(await sessions.sweep()).toBe(2)
  expect(events.map(({ type, userId, at }) => [type, userId, at])).toEqual([
    ['session.ended', 'alice', clock.now()],
    ['session.ended', 'bob', clock.now()],
    ['challenge.closed', 'bob', clock.now() - HOUR + 2 * MINUTE],
  ])
  expect(await sessions.sweep()).toBe(0)
})

it('R56 drops history past its retention', async () => {
  const clock = manualClock()
  const { sessions } = setup({ store: memoryStore({ clock: clock.now, retention: '1d' }) })
  await sessions.signIn('alice', { device: device('a') })
  await sessions.endAll('alice')
  clock.advance(24 * HOUR)
  await sessions.sweep()
  expect((await sessions.history('alice', { limit: 10 })).items).toEqual([])
})

it('handles at most 1,000 users in a pass', async () => {
  const { store, asked } = storeWithExpired(Array.from({ length: 2_500 }, (_, count) => `user-${count}`))
  const { sessions } = setup({ store })
  expect(await sessions.sweep()).toBe(1_000)
  expect(asked).toEqual(['expired 1000', 'purge 1000'])
})

it('joins a pass that is running', async () => {
  const { store, asked } = storeWithExpired(['alice'])
  const { sessions } = setup({ store })
  expect(await Promise.all([sessions.sweep(), sessions.sweep()])).toEqual([1, 1])
  expect(asked).toEqual(['expired 1000', 'purge 1000'])
  expect(await sessions.sweep()).toBe(1)
})

it('reaches those behind a thousand who cannot be handled', async () => {
  const broken = Array.from({ length: 1_000 }, (_, count) => `broken-${count}`)
  const { store, asked } = storeWithExpired([...broken, 'alice'])
  const damaged: SessionStore = {
    ...store,
    update: (userId, decide) =>
      userId === 'alice' ? store.update(userId, decide) : Promise.reject(new StoreCorruptError()),
  }
  const { sessions } = setup({ store: damaged })
  expect(await sessions.sweep()).toBe(0)
  expect(await sessions.sweep()).toBe(1)
  expect(asked).toEqual(['expired 1000', 'purge 1000', 'expired 2000', 'purge 1000'])
})

it('refuses an interval that no timer can hold', () => {
  expect(() => setup({ sweepInterval: '30d' })).toThrow(
    new TypeError("sweepInterval: '30d' is too long; write at most '24d'"),
  )
})

it('goes on with the others when one user cannot be handled, and tells onError', async () => {
  const { store, asked } = storeWithExpired(['alice', 'deleted', 'bob'])
  const damaged: SessionStore = {
    ...store,
    update: (userId, decide) =>
      userId === 'deleted' ? Promise.reject(new StoreCorruptError()) : store.update(userId, decide),
  }
  const { sessions, errors } = setup({ store: damaged })
  expect(await sessions.sweep()).toBe(2)
  expect(errors).toEqual([new StoreCorruptError()])
  expect(asked).toContain('purge 1000')
})

it('stops when the store cannot answer', async () => {
  const { store } = storeWithExpired(['alice', 'bob', 'carol'])
  let updates = 0
  const down = {
    ...store,
    update: () => {
      updates++
      return Promise.reject(new StoreUnavailableError())
    },
  }
  const { sessions, errors } = setup({ store: down })
  await expect(sessions.sweep()).rejects.toThrow(StoreUnavailableError)
  expect([updates, errors]).toEqual([1, []])
})

it('runs by itself every sweep interval until it is closed, which waits for a running pass', async () => {
  const { store, asked } = storeWithExpired([])
  const { sessions } = setup({ store, sweepInterval: '30s' })
  vi.advanceTimersByTime(30_000 - 1)
  expect(asked).toEqual([])
  vi.advanceTimersByTime(1)
  await sessions.close()
  expect(asked).toEqual(['expired 1000', 'purge 1000'])
  vi.advanceTimersByTime(HOUR)
  expect(vi.getTimerCount()).toBe(0)
  expect(asked).toHaveLength(2)
})

it('tells onError of a pass that fails by itself, and runs again', async () => {
  const { store } = storeWithExpired([])
  let passes = 0
  const down = {
    ...store,
    purge: () => {
      passes++
      return Promise.reject(new StoreUnavailableError())
    },
  }
  const { sessions, errors } = setup({ store: down, sweepInterval: '30s' })
  vi.advanceTimersByTime(30_000)
  await expect(sessions.sweep()).rejects.toThrow(StoreUnavailableError)
  vi.advanceTimersByTime(30_000)
  await sessions.close()
  expect(passes).toBe(2)
  expect(errors).toEqual([new StoreUnavailableError(), new StoreUnavailableError()])
})

it('keeps no process alive', () => {
  const program = `
    import { memoryStore, SessionManager } from '@seatkit/core'
    new SessionManager({ store: memoryStore(), secret: '${SECRET}' })
    console.log('made')`
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--conditions=@seatkit/source',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      program,
    ],
    { cwd: import.meta.dirname, timeout: 20_000, encoding: 'utf8' },
  )
  expect([status, stdout]).toEqual([0, 'made\n'])
})

/** A store whose list of expired users never gets shorter, and what it was asked. */
function storeWithExpired(users: readonly string[]): { store: SessionStore; asked: string[] } {
  const asked: string[] = []
  const memory = memoryStore()
  const store: SessionStore = {
    touch: (...args) => memory.touch(...args),
    find: (...args) => memory.find(...args),
    read: (...args) => memory.read(...args),
    update: (...args) => memory.update(...args),
    history: (...args) => memory.history(...args),
    audit: (...args) => memory.audit(...args),
    forget: (...args) => memory.forget(...args),
    async *expired(limit) {
      asked.push(`expired ${limit}`)
      yield* users.slice(0, limit)
    },
    async purge(limit) {
      asked.push(`purge ${limit}`)
      return 0
    },
  }
  return { store, asked }
}
