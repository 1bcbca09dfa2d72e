import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import {
  isActive,
  MAX_PAGE,
  type OnLimit,
  type Session,
  SessionPolicy,
  type SessionStore,
} from '@seatkit/core'
import { atOnce } from '../at-once.ts'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { pagesOf } from '../pages-of.ts'
import { HOUR_MS, hashOf, MINUTE_MS, put, putSession, signIn, times } from '../records.ts'

const LOGINS = 50
const ROUNDS = 20

/** Due, so that a touch writes. */
const quiet = (now: number): Partial<Session> => ({
  createdAt: now - HOUR_MS,
  lastActiveAt: now - 30 * MINUTE_MS,
})

/** Many things at once, over both handles. */
export const raceCases: readonly CaseDefinition[] = defineCases({
  S70: [
    "MUST admit no more than the limit when 50 log in at once: onLimit 'reject' (G1)",
    (store, other) => loginsAtOnce(store, other, 'reject'),
  ],
  S71: [
    "MUST hold the limit at every instant when 50 log in at once: onLimit 'end-oldest' (G1)",
    (store, other) => loginsAtOnce(store, other, 'end-oldest'),
  ],
  S72: [
    "MUST hold the limit at every instant when 50 log in at once: onLimit 'end-least-recent' (G1)",
    (store, other) => loginsAtOnce(store, other, 'end-least-recent'),
  ],
  S73: [
    "MUST hold the limit at every instant when 50 log in at once: onLimit 'end-all' (G1)",
    (store, other) => loginsAtOnce(store, other, 'end-all'),
  ],
  S74: [
    'MUST decide every change on the state that the one before it left: none is lost',
    async (store, other) => {
      await atOnce(LOGINS, store, other, (handle) =>
        put(handle, 'user', (now, { wrongAnswers }) => ({
          wrongAnswers: { count: wrongAnswers.count + 1, lastAt: now },
        })),
      )
      assert.equal((await other.read('user')).user.wrongAnswers.count, LOGINS)
    },
  ],
  S75: [
    'MUST admit a login once when its write is repeated at the same time',
    async (store, other) => {
      const policy = new SessionPolicy({ maxSessions: 1 })
      const answers = await atOnce(ROUNDS, store, other, (handle) =>
        handle.update('user', (current, now) => policy.admit(current, signIn('a'), now)),
      )
      assert.deepEqual(new Set(answers.map(({ result }) => result.status)), new Set(['admitted']))
      assert.equal((await store.history('user', { limit: 10 })).items.length, 1)
      assert.equal((await store.audit('user', { limit: 10 })).items.length, 1)
    },
  ],
  S76: [
    'MUST keep a session ended when activity is recorded at the same time (G3)',
    async (store, other) => {
      const policy = new SessionPolicy()
      for (const id of times(ROUNDS, (index) => `session-${index}`)) {
        await putSession(store, 'user', id, quiet)
        const end = (): Promise<unknown> =>
          other.update('user', (current, now) =>
            policy.end(current, { sessionId: id, reason: 'revoked' }, now),
          )
        await Promise.all([
          ...times(3, () => store.touch('user', id, hashOf(id), 1)),
          end(),
          ...times(3, () => other.touch('user', id, hashOf(id), 1)),
        ])
        for (const handle of [store, other]) {
          assert.equal((await handle.find('user', id))?.session.endReason, 'revoked')
          assert.equal(await handle.touch('user', id, hashOf(id), 1), null)
        }
      }
    },
  ],
  S77: [
    'MUST keep the later activity when a change of the session is written at the same time',
    async (store, other) => {
      for (const id of times(ROUNDS, (index) => `session-${index}`)) {
        await putSession(store, 'user', id, quiet)
        const rewrite = (): Promise<unknown> =>
          other.update('user', (current) => ({
            writes: {
              sessions: current.sessions
                .filter((session) => session.id === id)
                .map((session) => ({ ...session, device: { userAgent: 'rewritten', ip: '' } })),
              challenges: [],
            },
            events: [],
            result: null,
          }))
        const [, touched] = await Promise.all([rewrite(), store.touch('user', id, hashOf(id), 1)])
        const stored = (await other.find('user', id))?.session
        assert.equal(stored?.device.userAgent, 'rewritten')
        assert.equal(stored?.lastActiveAt, touched?.session.lastActiveAt)
      }
    },
  ],
  S78: [
    'MUST let one of several at once change the credential, and the old one never work again',
    async (store, other) => {
      const policy = new SessionPolicy()
      await putSession(store, 'user', 'a', quiet)
      const answers = await atOnce(ROUNDS, store, other, async (handle, index) => {
        const request = {
          sessionId: 'a',
          credentialHash: hashOf('a'),
          newCredentialHash: hashOf(`new ${index}`),
        }
        const [{ result }] = await Promise.all([
          handle.update('user', (current, now) => policy.rotate(current, request, now)),
          handle.touch('user', 'a', hashOf('a'), 1),
        ])
        return result
      })
      const [winner, ...more] = answers.filter((session) => session !== null)
      assert.ok(winner)
      assert.deepEqual(more, [])
      assert.equal(await other.touch('user', 'a', hashOf('a'), 1), null)
      assert.equal((await other.find('user', 'a'))?.session.credentialHash, winner.credentialHash)
    },
  ],
  S79: [
    'MUST keep nothing of a user who is forgotten while activity is recorded',
    async (store, other) => {
      for (const id of times(ROUNDS, (index) => `session-${index}`)) {
        await putSession(store, 'user', id, quiet)
        await Promise.all([
          store.touch('user', id, hashOf(id), 1),
          other.forget('user'),
          store.touch('user', id, hashOf(id), 1),
        ])
        assert.equal(await store.find('user', id), null)
        assert.equal(await other.touch('user', id, hashOf(id), 1), null)
      }
    },
  ],
  S80: [
    'MUST keep state and audit trail in agreement through a mixture of everything at once (G10)',
    async (store, other) => {
      const policy = new SessionPolicy({ maxSessions: 5, approvalFrom: 'never', onLimit: 'end-oldest' })
      await atOnce(LOGINS, store, other, async (handle, index) => {
        const id = `session-${index - 3}`
        if (index % 4 === 3) {
          await handle.update('user', (current, now) =>
            policy.end(current, { sessionId: id, reason: 'signed-out' }, now),
          )
        } else if (index === LOGINS - 10) {
          await handle.update('user', (current, now) => policy.endAll(current, { reason: 'revoked' }, now))
        } else {
          await handle.update('user', (current, now) => policy.admit(current, signIn(`${index}`), now))
          await handle.touch('user', `session-${index}`, hashOf(`session-${index}`), 1)
        }
      })
      await assertAgreement(store, 'user', 5)
    },
  ],
  S81: [
    'SHOULD let users change at the same time without one waiting for another to fail',
    async (store, other) => {
      await atOnce(LOGINS, store, other, (handle, index) =>
        putSession(handle, `user-${index}`, `session-${index}`),
      )
      for (const index of times(LOGINS, (i) => i)) {
        assert.equal((await store.read(`user-${index}`)).user.sessions.length, 1)
      }
    },
  ],
})

async function loginsAtOnce(store: SessionStore, other: SessionStore, onLimit: OnLimit): Promise<void> {
  for (const maxSessions of [1, 2, 3]) {
    const userId = `user-${maxSessions}`
    const policy = new SessionPolicy({ maxSessions, approvalFrom: 'never', onLimit })
    let done = false
    const logins = atOnce(LOGINS, store, other, (handle, index) =>
      handle.update(userId, (current, now) => policy.admit(current, signIn(`${index}`), now)),
    )
    const [answers, most] = await Promise.all([
      logins.finally(() => {
        done = true
      }),
      mostActive(other, userId, () => done),
    ])
    assert.ok(most <= maxSessions, `${most} sessions were active, the limit is ${maxSessions}`)
    const admitted = answers.filter(({ result }) => result.status === 'admitted').length
    assert.equal(admitted, onLimit === 'reject' ? maxSessions : LOGINS)
    await assertAgreement(store, userId, maxSessions)
  }
}

/** Looks again and again until it is done, with a turn of the event loop between, and says how many it saw at most. */
async function mostActive(store: SessionStore, userId: string, isDone: () => boolean): Promise<number> {
  let most = 0
  do {
    const { user, now } = await store.read(userId)
    most = Math.max(most, user.sessions.filter((session) => isActive(session, now)).length)
    await turn()
  } while (!isDone())
  return most
}

/** What began and ended by the audit trail, event by event, is what is active, and never was more than the limit. */
async function assertAgreement(store: SessionStore, userId: string, maxSessions: number): Promise<void> {
  const { user } = await store.read(userId)
  const events = (await pagesOf(MAX_PAGE, (page) => store.audit(userId, page))).flat()
  const active = new Set<string>()
  for (const event of events.toReversed()) {
    if (event.type === 'session.started') active.add(event.session.id)
    if (event.type === 'session.ended') assert.ok(active.delete(event.session.id), 'what ended had begun')
    assert.ok(
      active.size <= maxSessions,
      `${active.size} sessions by the audit trail, the limit is ${maxSessions}`,
    )
  }
  const open = user.sessions.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id)
  assert.deepEqual(active, new Set(open))
}
