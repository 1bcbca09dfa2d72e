import assert from 'node:assert/strict'
import { emptyUser, type UserSessions } from '@seatkit/core'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { challengeAt, HOUR_MS, MINUTE_MS, put, putSession, sessionAt } from '../records.ts'

/** Reading one session, or all that a decision would be handed. */
export const readingCases: readonly CaseDefinition[] = defineCases({
  S40: [
    'MUST answer null for a session that is not there, and an empty user for one that is not known',
    async (store) => {
      await putSession(store, 'user', 'a')
      assert.equal(await store.find('user', 'b'), null)
      assert.equal(await store.find('stranger', 'a'), null)
      assert.deepEqual((await store.read('stranger')).user, emptyUser('stranger'))
    },
  ],
  S41: [
    'MUST find a session after it ended, however long ago, with its end (G9)',
    async (store, other) => {
      for (const agoMs of [0, MINUTE_MS, 24 * HOUR_MS]) {
        const session = await putSession(store, 'user', `session-${agoMs}`, (now) => ({
          createdAt: now - agoMs - HOUR_MS,
          endedAt: now - agoMs,
          endReason: 'displaced',
          endedBy: 'another',
        }))
        assert.deepEqual((await other.find('user', session.id))?.session, session)
      }
    },
  ],
  S42: [
    'MUST NOT record activity by finding or reading',
    async (store, other) => {
      const session = await putSession(store, 'user', 'a', (now) => ({ lastActiveAt: now - 30 * MINUTE_MS }))
      await store.find('user', 'a')
      await store.read('user')
      assert.deepEqual((await other.find('user', 'a'))?.session, session)
    },
  ],
  S43: [
    'MUST read what a decision would be handed',
    async (store, other) => {
      await put(store, 'user', (now) => ({
        sessions: [
          sessionAt('user', 'a', now),
          sessionAt('user', 'b', now, { endedAt: now, endReason: 'revoked' }),
        ],
        challenges: [challengeAt('c', now)],
        wrongAnswers: { count: 2, lastAt: now },
      }))
      let handed: UserSessions | undefined
      await put(store, 'user', (_now, current) => {
        handed = current
        return {}
      })
      assert.deepEqual((await other.read('user')).user, handed)
    },
  ],
  S44: [
    'MUST show a session whose time has passed as it was stored, for a decision to end it',
    async (store, other) => {
      const idle = await putSession(store, 'user', 'a', (now) => ({ lastActiveAt: now - 2 * HOUR_MS }))
      assert.deepEqual((await other.read('user')).user.sessions, [idle])
      assert.deepEqual((await other.find('user', 'a'))?.session, idle)
      assert.deepEqual((await other.history('user', { limit: 1 })).items, [idle])
    },
  ],
})
