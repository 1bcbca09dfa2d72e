import assert from 'node:assert/strict'
import { RECENT_MS, type Session, type SessionStore } from '@seatkit/core'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { hashOf, MINUTE_MS, put, putSession, sessionAt, startedEvent } from '../records.ts'

/** Pairs that a careless key would take for one: separators, braces, wildcards, case, Unicode forms, cut-off lengths. */
const LOOK_ALIKES: readonly string[] = [
  'a',
  'A',
  'a ',
  ' a',
  'a:b',
  'a:b:c',
  'a/b',
  'a\\b',
  'a%',
  'a_',
  'a*',
  '{a}',
  '{a}b',
  '{}a',
  "a'b",
  'a"b',
  'a\nb',
  'null',
  'undefined',
  '__proto__',
  '1',
  '01',
  '1.0',
  '\u00e9',
  'e\u0301',
  '😀',
  '😀😀',
  'x'.repeat(127),
  'x'.repeat(128),
  `${'x'.repeat(127)}y`,
]

/** What a write may and may not do to what is stored. */
export const writeCases: readonly CaseDefinition[] = defineCases({
  S20: [
    'MUST replace the record of a session that the decision was shown, and no other',
    async (store, other) => {
      const kept = await putSession(store, 'user', 'kept')
      const { lastActiveAt } = await putSession(store, 'user', 'changed')
      const { writes } = await put(store, 'user', (now) => ({
        sessions: [
          sessionAt('user', 'changed', now, {
            credentialHash: hashOf('another'),
            device: { userAgent: 'another', ip: '::1' },
            createdAt: now - 1,
            lastActiveAt: lastActiveAt + 1,
            idleTimeoutMs: 2 * MINUTE_MS,
            expiresAt: now + 3 * MINUTE_MS,
          }),
        ],
      }))
      assert.deepEqual((await other.find('user', 'changed'))?.session, writes.sessions[0])
      assert.deepEqual((await other.find('user', 'kept'))?.session, kept)
    },
  ],
  S21: [
    'MUST keep an ended session ended when a decision writes it as open (G3)',
    async (store, other) => {
      const ended = await putSession(store, 'user', 'a', (now) => ({ endedAt: now, endReason: 'revoked' }))
      await assertConflict(putSession(other, 'user', 'a'))
      await assertIsStill(ended, store, other)
    },
  ],
  S22: [
    'MUST NOT revive a session when its first write is repeated after it ended and left the decisions (G3)',
    async (store, other) => {
      const ended = await putSession(store, 'user', 'a', (now) => ({
        createdAt: now - 3 * RECENT_MS,
        endedAt: now - 2 * RECENT_MS,
        endReason: 'revoked',
      }))
      await assertConflict(putSession(other, 'user', 'a'))
      await assertIsStill(ended, store, other)
    },
  ],
  S23: [
    'MUST write nothing of a change of which one record cannot be written (G10)',
    async (store, other) => {
      const ended = await putSession(store, 'user', 'a', (now) => ({ endedAt: now, endReason: 'revoked' }))
      const before = await other.read('user')
      await assertConflict(
        put(store, 'user', (now) => ({
          sessions: [sessionAt('user', 'b', now), sessionAt('user', 'a', now)],
          wrongAnswers: { count: 1, lastAt: now },
          events: [startedEvent(sessionAt('user', 'b', now))],
        })),
      )
      assert.deepEqual((await other.read('user')).user, before.user)
      assert.deepEqual((await other.history('user', { limit: 10 })).items, [ended])
      assert.deepEqual((await other.audit('user', { limit: 10 })).items, [])
    },
  ],
  S24: [
    'MUST NOT move the last activity backwards',
    async (store, other) => {
      const { lastActiveAt } = await putSession(store, 'user', 'a')
      await putSession(other, 'user', 'a', () => ({ lastActiveAt: lastActiveAt - MINUTE_MS }))
      assert.equal((await store.find('user', 'a'))?.session.lastActiveAt, lastActiveAt)
    },
  ],
  S25: [
    'MUST make a credential work, and the one before it fail, from the commit that changes it',
    async (store, other) => {
      await putSession(store, 'user', 'a')
      await putSession(store, 'user', 'a', () => ({ credentialHash: hashOf('new') }))
      for (const handle of [store, other]) {
        assert.equal(await handle.touch('user', 'a', hashOf('a'), MINUTE_MS), null)
        assert.notEqual(await handle.touch('user', 'a', hashOf('new'), MINUTE_MS), null)
      }
    },
  ],
  S26: [
    'MUST keep users apart whose ids look alike',
    async (store, other) => {
      for (const [index, userId] of LOOK_ALIKES.entries()) await putSession(store, userId, `session-${index}`)
      for (const [index, userId] of LOOK_ALIKES.entries()) {
        const { user } = await other.read(userId)
        assert.equal(user.userId, userId)
        assert.deepEqual(idsAndUsers(user.sessions), [[`session-${index}`, userId]])
        assert.deepEqual(idsAndUsers((await other.history(userId, { limit: 10 })).items), [
          [`session-${index}`, userId],
        ])
      }
    },
  ],
  S27: [
    "MUST keep one user's session as it is when another user gets one with the same id",
    async (store, other) => {
      const first = await putSession(store, 'user', 'a')
      try {
        await putSession(other, 'stranger', 'a', () => ({ credentialHash: hashOf('stranger') }))
      } catch (error) {
        assert.equal(codeOf(error), 'store-conflict')
      }
      assert.deepEqual((await store.find('user', 'a'))?.session, first)
      assert.equal(await store.touch('user', 'a', hashOf('stranger'), MINUTE_MS), null)
    },
  ],
})

async function assertConflict(change: Promise<unknown>): Promise<void> {
  await assert.rejects(change, (error) => codeOf(error) === 'store-conflict', 'StoreConflictError')
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error
}

async function assertIsStill(session: Session, ...handles: SessionStore[]): Promise<void> {
  for (const handle of handles) {
    assert.deepEqual((await handle.find(session.userId, session.id))?.session, session)
    assert.equal(await handle.touch(session.userId, session.id, session.credentialHash, MINUTE_MS), null)
  }
}

function idsAndUsers(sessions: readonly Session[]): string[][] {
  return sessions.map(({ id, userId }) => [id, userId])
}
