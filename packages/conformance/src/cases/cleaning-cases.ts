import assert from 'node:assert/strict'
import { emptyUser, SessionPolicy, type SessionStore } from '@seatkit/core'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import {
  challengeAt,
  DAY_MS,
  HOUR_MS,
  hashOf,
  MINUTE_MS,
  put,
  putSession,
  sessionAt,
  startedEvent,
  times,
} from '../records.ts'

/** Longer ago than any retention. */
const AGES_MS = 20 * 365 * DAY_MS

/** What the sweeper asks for, and erasure. */
export const cleaningCases: readonly CaseDefinition[] = defineCases({
  S60: [
    'MUST name the users with a session that time has ended and whose end is not recorded, and no others',
    async (store, other) => {
      await putSession(store, 'idle', 'a', (now) => ({ lastActiveAt: now - HOUR_MS }))
      await putSession(store, 'over', 'b', (now) => ({ expiresAt: now }))
      await putSession(store, 'active', 'c')
      await putSession(store, 'ended', 'd', (now) => ({
        lastActiveAt: now - 2 * HOUR_MS,
        endedAt: now - HOUR_MS,
        endReason: 'idle-timeout',
      }))
      assert.deepEqual(await expiredOf(other, 10), ['idle', 'over'])
    },
  ],
  S61: [
    'MUST name the users with an open challenge whose time has passed, and no others',
    async (store, other) => {
      await put(store, 'late', (now) => ({ challenges: [challengeAt('c', now, { expiresAt: now })] }))
      await put(store, 'waiting', (now) => ({ challenges: [challengeAt('c', now)] }))
      await put(store, 'closed', (now) => ({
        challenges: [challengeAt('c', now, { expiresAt: now, status: 'denied', closedAt: now })],
      }))
      assert.deepEqual(await expiredOf(other, 10), ['late'])
    },
  ],
  S62: [
    'MUST name each user once, and at most as many as are asked for',
    async (store, other) => {
      for (const user of times(5, (index) => `user-${index}`)) {
        await put(store, user, (now) => ({
          sessions: times(3, (index) => sessionAt(user, `${user}-${index}`, now, { expiresAt: now })),
          challenges: [challengeAt(`${user}-c`, now, { expiresAt: now })],
        }))
      }
      assert.equal((await expiredOf(other, 3)).length, 3)
      assert.deepEqual(
        await expiredOf(other, 10),
        times(5, (index) => `user-${index}`),
      )
    },
  ],
  S63: [
    'MUST name a user no longer when the ends are recorded',
    async (store, other) => {
      const policy = new SessionPolicy()
      await put(store, 'user', (now) => ({
        sessions: [sessionAt('user', 'a', now, { expiresAt: now })],
        challenges: [challengeAt('c', now, { expiresAt: now })],
      }))
      await other.update('user', (current, now) => policy.expire(current, now))
      assert.deepEqual(await expiredOf(store, 10), [])
    },
  ],
  S64: [
    'MUST remove by purging what ended longer ago than its retention, and nothing that has not',
    async (store, other) => {
      const ended = await putSession(store, 'user', 'ended', (now) => ({
        endedAt: now,
        endReason: 'revoked',
      }))
      const open = await putSession(store, 'user', 'open', (now) => ({ createdAt: now - MINUTE_MS }))
      const old = await putSession(store, 'user', 'unnoticed', (now) => ({
        createdAt: now - AGES_MS,
        lastActiveAt: now - AGES_MS,
      }))
      await putEnded(store, 3)
      await purgeAll(other, 10)
      assert.deepEqual((await store.history('user', { limit: 10 })).items, [ended, open, old])
    },
  ],
  S65: [
    'MUST remove no more than is asked for, and say how many were removed',
    async (store, other) => {
      await putEnded(store, 5)
      const before = (await other.history('user', { limit: 10 })).items.length
      const removed = await purgeAll(store, 2)
      assert.equal(removed, before)
      assert.deepEqual((await other.history('user', { limit: 10 })).items, [])
    },
  ],
  S66: [
    'MUST erase all that is known of a user, for every handle, and nothing of anybody else',
    async (store, other) => {
      for (const user of ['user', 'stranger']) {
        await put(store, user, (now) => ({
          sessions: [
            sessionAt(user, `${user}-a`, now, { expiresAt: now + MINUTE_MS }),
            sessionAt(user, `${user}-b`, now, { endedAt: now, endReason: 'revoked' }),
            sessionAt(user, `${user}-c`, now, { expiresAt: now }),
          ],
          challenges: [challengeAt(`${user}-d`, now)],
          wrongAnswers: { count: 7, lastAt: now },
          prompts: { count: 7, lastAt: now, mutedUntil: now },
          events: [startedEvent(sessionAt(user, `${user}-a`, now))],
        }))
      }
      const kept = (await other.read('stranger')).user
      await store.forget('user')
      for (const handle of [store, other]) {
        assert.deepEqual((await handle.read('user')).user, emptyUser('user'))
        assert.equal(await handle.find('user', 'user-b'), null)
        assert.equal(await handle.touch('user', 'user-a', hashOf('user-a'), 1), null)
        assert.deepEqual((await handle.history('user', { limit: 10 })).items, [])
        assert.deepEqual((await handle.audit('user', { limit: 10 })).items, [])
        assert.deepEqual(await expiredOf(handle, 10), ['stranger'])
        assert.deepEqual((await handle.read('stranger')).user, kept)
        assert.equal((await handle.audit('stranger', { limit: 10 })).items.length, 1)
      }
    },
  ],
  S67: [
    'MUST take a forgotten user for a new one, and forgetting nobody for done',
    async (store, other) => {
      await store.forget('nobody')
      await putSession(store, 'user', 'a', (now) => ({ endedAt: now, endReason: 'revoked' }))
      await store.forget('user')
      const session = await putSession(other, 'user', 'a')
      assert.deepEqual((await store.read('user')).user.sessions, [session])
      assert.deepEqual((await store.history('user', { limit: 10 })).items, [session])
    },
  ],
  S68: [
    'MUST keep by purging a login that waits, also where all else of its user is gone',
    async (store, other) => {
      await put(store, 'user', (now) => ({ challenges: [challengeAt('c', now, { expiresAt: now })] }))
      await putEnded(store, 3)
      assert.equal(await purgeAll(other, 10), 3)
      assert.deepEqual((await store.history('user', { limit: 10 })).items, [])
      assert.equal((await store.read('user')).user.challenges.length, 1)
      assert.deepEqual(await expiredOf(store, 10), ['user'])
    },
  ],
})

async function expiredOf(store: SessionStore, limit: number): Promise<string[]> {
  const users: string[] = []
  for await (const user of store.expired(limit)) users.push(user)
  return users.sort()
}

async function putEnded(store: SessionStore, count: number): Promise<void> {
  await put(store, 'user', (now) => ({
    sessions: times(count, (index) =>
      sessionAt('user', `session-${index}`, now - AGES_MS, {
        endedAt: now - AGES_MS,
        endReason: 'signed-out',
      }),
    ),
  }))
}

/** Purges until nothing is left to remove; says how many were removed. */
async function purgeAll(store: SessionStore, limit: number): Promise<number> {
  let total = 0
  let removed: number
  do {
    removed = await store.purge(limit)
    assert.ok(removed <= limit, `${removed} were removed, ${limit} were asked for`)
    total += removed
  } while (removed > 0)
  return total
}
