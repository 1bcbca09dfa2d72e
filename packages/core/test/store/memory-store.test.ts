import { memoryStore, SessionPolicy, type SessionStore } from '@seatkit/core'
import { manualClock, signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 'never' })
const DAY_MS = 86_400_000

async function signInAndOut(store: SessionStore, name: string): Promise<void> {
  const sessionId = `session-${name}`
  await store.update('user', (current, now) => policy.admit(current, signInRequest(name), now))
  await store.update('user', (current, now) => policy.end(current, { sessionId, reason: 'signed-out' }, now))
}

/** That it keeps the contract is said by the conformance kit; here is what only a clock that moves can show. */
describe('memoryStore', () => {
  it('keeps ended sessions and events until the retention has passed, and not a millisecond longer', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock: clock.now, retention: '1d' })
    await signInAndOut(store, 'a')
    clock.advance(DAY_MS - 1)
    expect(await store.purge(100)).toBe(0)
    expect((await store.history('user', { limit: 10 })).items).toHaveLength(1)
    clock.advance(1)
    expect(await store.purge(100)).toBe(3)
    expect((await store.history('user', { limit: 10 })).items).toEqual([])
    expect((await store.audit('user', { limit: 10 })).items).toEqual([])
  })

  it('keeps them 90 days by default', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock: clock.now })
    await signInAndOut(store, 'a')
    clock.advance(90 * DAY_MS - 1)
    expect(await store.purge(100)).toBe(0)
    clock.advance(1)
    expect(await store.purge(100)).toBe(3)
  })

  it('purges no more than it is asked to, the rest the next time', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock: clock.now, retention: '1d' })
    for (const name of ['a', 'b']) await signInAndOut(store, name)
    clock.advance(DAY_MS)
    expect([
      await store.purge(1),
      await store.purge(2),
      await store.purge(10),
      await store.purge(10),
    ]).toEqual([1, 2, 3, 0])
  })

  it('purges what is old and keeps what is not, of one user', async () => {
    const clock = manualClock()
    const store = memoryStore({ clock: clock.now, retention: '1d' })
    await signInAndOut(store, 'a')
    clock.advance(DAY_MS / 2)
    await signInAndOut(store, 'b')
    clock.advance(DAY_MS / 2)
    expect(await store.purge(100)).toBe(3)
    expect((await store.history('user', { limit: 10 })).items.map(({ id }) => id)).toEqual(['session-b'])
    expect((await store.audit('user', { limit: 10 })).items).toHaveLength(2)
  })

  it('refuses a retention that is none', () => {
    expect(() => memoryStore({ retention: 0 })).toThrow(TypeError)
  })
})
