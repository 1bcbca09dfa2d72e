import assert from 'node:assert/strict'
import { emptyUser, type Session } from '@seatkit/core'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { HOUR_MS, hashOf, MINUTE_MS, put, putSession } from '../records.ts'

/** Active, and quiet for long enough that activity is due. */
const quiet = (now: number): Partial<Session> => ({
  createdAt: now - HOUR_MS,
  lastActiveAt: now - 30 * MINUTE_MS,
})

/** Given another credential than `before`, which may still read until an instant. */
const rotated = (now: number, previousExpiresAt: number): Partial<Session> => ({
  ...quiet(now),
  previousHash: hashOf('before'),
  previousExpiresAt,
})

/** Recording activity: the hot path. */
export const touchCases: readonly CaseDefinition[] = defineCases({
  S30: [
    'MUST record activity that is due, with the instant of its own clock, for every handle',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', quiet)
      const touched = await store.touch('user', 'a', hashOf('a'), MINUTE_MS)
      assert.ok(touched)
      assert.deepEqual(touched.session, { ...session, lastActiveAt: touched.now })
      assert.deepEqual((await other.find('user', 'a'))?.session, touched.session)
      assert.deepEqual((await other.read('user')).user.sessions, [touched.session])
    },
  ],
  S31: [
    'MUST NOT record activity that is not due yet, and still answer with the session',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', (now) => ({ lastActiveAt: now - MINUTE_MS / 2 }))
      const touched = await other.touch('user', 'a', hashOf('a'), MINUTE_MS)
      assert.deepEqual(touched?.session, session)
      assert.deepEqual((await store.find('user', 'a'))?.session, session)
    },
  ],
  S32: [
    'MUST answer null for what is not there, and create nothing',
    async (store, other) => {
      assert.equal(await store.touch('nobody', 'a', hashOf('a'), MINUTE_MS), null)
      await putSession(store, 'user', 'a')
      assert.equal(await store.touch('user', 'b', hashOf('b'), MINUTE_MS), null)
      assert.equal(await store.touch('nobody', 'a', hashOf('a'), MINUTE_MS), null)
      assert.deepEqual((await other.read('nobody')).user, emptyUser('nobody'))
      assert.equal((await other.history('user', { limit: 10 })).items.length, 1)
    },
  ],
  S33: [
    'MUST answer null to who lacks the secret, and record nothing',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', quiet)
      for (const wrong of [hashOf('b'), '', `${session.credentialHash}x`, session.credentialHash.slice(1)]) {
        assert.equal(await store.touch('user', 'a', wrong, 1), null)
      }
      assert.deepEqual((await other.find('user', 'a'))?.session, session)
    },
  ],
  S34: [
    'MUST answer null for an ended session, and leave it as it ended (G3)',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', (now) => ({
        ...quiet(now),
        endedAt: now,
        endReason: 'revoked',
      }))
      assert.equal(await other.touch('user', 'a', hashOf('a'), 1), null)
      assert.deepEqual((await store.find('user', 'a'))?.session, session)
    },
  ],
  S35: [
    'MUST answer null for a session that time has ended, though no end is recorded, and keep it so',
    async (store, other) => {
      const idle = await putSession(store, 'user', 'idle', (now) => ({ lastActiveAt: now - HOUR_MS }))
      const over = await putSession(store, 'user', 'over', (now) => ({ ...quiet(now), expiresAt: now }))
      for (const session of [idle, over]) {
        assert.equal(await other.touch('user', session.id, session.credentialHash, 1), null)
        assert.deepEqual((await store.find('user', session.id))?.session, session)
      }
    },
  ],
  S36: [
    'MUST NOT move the last activity backwards, nor the absolute limit at all',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', (now) => ({ lastActiveAt: now + MINUTE_MS }))
      const touched = await other.touch('user', 'a', hashOf('a'), 1)
      assert.deepEqual(touched?.session, session)
      assert.deepEqual((await store.find('user', 'a'))?.session, session)
    },
  ],
  S37: [
    'MUST record activity at least every tenth of the idle limit, however long the interval',
    async (store, other) => {
      await putSession(store, 'user', 'a', (now) => ({ lastActiveAt: now - HOUR_MS / 10 }))
      const touched = await store.touch('user', 'a', hashOf('a'), 24 * HOUR_MS)
      assert.equal(touched?.session.lastActiveAt, touched?.now)
      assert.deepEqual((await other.find('user', 'a'))?.session, touched?.session)
    },
  ],
  S38: [
    'MUST find a session by the credential before its rotation until that one expires, and record no activity then',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', (now) => rotated(now, now + MINUTE_MS))
      for (const handle of [store, other]) {
        assert.deepEqual((await handle.touch('user', 'a', hashOf('before'), 1))?.session, session)
        assert.equal(await handle.touch('user', 'a', hashOf('other'), 1), null)
      }
      assert.deepEqual((await store.find('user', 'a'))?.session, session)
      const touched = await other.touch('user', 'a', hashOf('a'), 1)
      assert.deepEqual(touched?.session, { ...session, lastActiveAt: touched?.now })
      await putSession(store, 'user', 'b', (now) => rotated(now, now))
      assert.equal(await other.touch('user', 'b', hashOf('before'), 1), null)
    },
  ],
  S39: [
    'MUST NOT find a session by the credential before its rotation once it has ended, or once a change drops that (G3)',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', (now) => rotated(now, now + MINUTE_MS))
      const { previousHash, previousExpiresAt, ...dropped } = session
      await put(other, 'user', () => ({ sessions: [dropped] }))
      assert.equal(await store.touch('user', 'a', hashOf('before'), 1), null)
      assert.deepEqual((await store.find('user', 'a'))?.session, dropped)
      for (const ended of [{ endedAt: 1, endReason: 'revoked' as const }, { lastActiveAt: 0 }]) {
        const id = `over-${Object.keys(ended).length}`
        await putSession(store, 'user', id, (now) => ({ ...rotated(now, now + MINUTE_MS), ...ended }))
        assert.equal(await other.touch('user', id, hashOf('before'), 1), null)
      }
    },
  ],
})
