import assert from 'node:assert/strict'
import { type Challenge, emptyUser, NO_PROMPTS, RECENT_COUNT, RECENT_MS, type Session } from '@seatkit/core'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { challengeAt, put, putSession, sessionAt, startedEvent, times } from '../records.ts'

/** What a decision is handed, how often it runs, and what comes of it. */
export const updateCases: readonly CaseDefinition[] = defineCases({
  S01: [
    'MUST hand a decision an empty user when nothing is known of the user',
    async (store) => {
      let handed: unknown
      await put(store, 'nobody', (_now, current) => {
        handed = current
        return {}
      })
      assert.deepEqual(handed, emptyUser('nobody'))
    },
  ],
  S02: [
    'MUST have written, for every handle, all that a change names when the promise resolves',
    async (store, other) => {
      const { writes } = await put(store, 'user', (now) => ({
        sessions: [
          sessionAt('user', 'a', now),
          sessionAt('user', 'b', now, { device: { userAgent: '', ip: '' } }),
        ],
        challenges: [challengeAt('c', now), challengeAt('d', now, { device: { userAgent: '', ip: '' } })],
        wrongAnswers: { count: 3, lastAt: now },
        prompts: { count: 2, lastAt: now, mutedUntil: now + 1 },
      }))
      const { user } = await other.read('user')
      assert.deepEqual(byId(user.sessions), writes.sessions)
      assert.deepEqual(byId(user.challenges), writes.challenges)
      assert.deepEqual(user.wrongAnswers, writes.wrongAnswers)
      assert.deepEqual(user.prompts, writes.prompts)
    },
  ],
  S03: [
    'MUST keep every field of every kind of end, and leave absent what is absent',
    async (store, other) => {
      const { writes } = await put(store, 'user', (now) => ({
        sessions: [
          sessionAt('user', 'a', now, { endedAt: now, endReason: 'displaced', endedBy: 'b' }),
          sessionAt('user', 'b', now, { endedAt: now, endReason: 'signed-out' }),
        ],
        challenges: [
          challengeAt('c', now, { status: 'approved', approvedBy: 'b' }),
          challengeAt('d', now, { status: 'redeemed', approvedBy: 'b', sessionId: 'a', closedAt: now }),
          challengeAt('e', now, { status: 'exhausted', wrongAnswers: 5, closedAt: now }),
          challengeAt('f', now, { prompt: false, codeShownOn: 'trusted-device', codeShownBy: 'b' }),
          withoutCode(challengeAt('g', now, { codeShownOn: 'trusted-device' })),
        ],
      }))
      const { user } = await other.read('user')
      assert.deepEqual(byId(user.sessions), writes.sessions)
      assert.deepEqual(byId(user.challenges), writes.challenges)
    },
  ],
  S04: [
    'MUST hand a decision what the changes before it left, whichever handle made them',
    async (store, other) => {
      for (const index of times(10, (i) => i)) {
        const handle = index % 2 === 0 ? store : other
        let seen = -1
        await put(handle, 'user', (now, { wrongAnswers }) => {
          seen = wrongAnswers.count
          return { wrongAnswers: { count: wrongAnswers.count + 1, lastAt: now } }
        })
        assert.equal(seen, index)
      }
    },
  ],
  S05: [
    'MUST return the change of the last run of the decision, result included',
    async (store) => {
      let runs = 0
      const change = await store.update('user', (_current, now) => {
        runs++
        const sessions = [sessionAt('user', `session-${runs}`, now)]
        return { writes: { sessions, challenges: [] }, events: [], result: { run: runs } }
      })
      assert.deepEqual(change.result, { run: runs })
      const { user } = await store.read('user')
      assert.deepEqual(user.sessions, change.writes.sessions)
    },
  ],
  S06: [
    'MUST write nothing when the decision throws, pass its error on, and go on working',
    async (store, other) => {
      const reason = new Error('the decision failed')
      await assert.rejects(
        store.update('user', () => {
          throw reason
        }),
        (error) => error === reason,
      )
      assert.deepEqual((await other.read('user')).user, emptyUser('user'))
      await putSession(store, 'user', 'a')
      assert.equal((await other.read('user')).user.sessions.length, 1)
    },
  ],
  S07: [
    'MUST write nothing for a change that names nothing',
    async (store, other) => {
      const change = await put(store, 'user', () => ({}))
      assert.deepEqual(change.writes, { sessions: [], challenges: [] })
      assert.deepEqual((await other.read('user')).user, emptyUser('user'))
      assert.deepEqual((await other.history('user', { limit: 10 })).items, [])
      assert.deepEqual((await other.audit('user', { limit: 10 })).items, [])
    },
  ],
  S08: [
    'MUST commit audit events together with what they tell of (G10)',
    async (store, other) => {
      const change = await put(store, 'user', (now) => {
        const session = sessionAt('user', 'a', now)
        return { sessions: [session], events: [startedEvent(session)] }
      })
      assert.deepEqual((await other.audit('user', { limit: 10 })).items, change.events)
      assert.deepEqual((await other.history('user', { limit: 10 })).items, change.writes.sessions)
    },
  ],
  S09: [
    'MUST commit a change that has events alone',
    async (store, other) => {
      const { events } = await put(store, 'user', (now) => ({
        events: [startedEvent(sessionAt('user', 'a', now))],
      }))
      assert.deepEqual((await other.audit('user', { limit: 10 })).items, events)
    },
  ],
  S10: [
    'MUST tell the time in whole epoch milliseconds, never earlier than it did before',
    async (store, other) => {
      let before = 0
      for (const handle of [store, other, store, other]) {
        const { result: decidedAt } = await put(handle, 'user', () => ({}))
        const { now: readAt } = await handle.read('user')
        const { now: listedAt } = await handle.history('user', { limit: 1 })
        for (const now of [decidedAt, readAt, listedAt]) {
          assert.ok(Number.isSafeInteger(now), `${now} is a whole number`)
          assert.ok(now >= before, `${now} is not before ${before}`)
          before = now
        }
      }
    },
  ],
  S11: [
    'MUST hand a decision every session that has not ended, and those that ended within ten minutes',
    async (store) => {
      const ended = (now: number, ago: number): Partial<Session> => ({
        createdAt: now - RECENT_MS * 2,
        endedAt: now - ago,
        endReason: 'signed-out',
      })
      await put(store, 'user', (now) => ({
        sessions: [
          sessionAt('user', 'idle', now, { lastActiveAt: now - RECENT_MS * 2, idleTimeoutMs: 1_000 }),
          sessionAt('user', 'long-ago', now, ended(now, RECENT_MS + 60_000)),
          sessionAt('user', 'open', now),
          sessionAt('user', 'recent', now, ended(now, RECENT_MS - 60_000)),
        ],
      }))
      const { user } = await store.read('user')
      assert.deepEqual(idsOf(user.sessions), ['idle', 'open', 'recent'])
    },
  ],
  S12: [
    'MUST hand a decision every challenge that is open, and those that closed within ten minutes',
    async (store) => {
      const createdAt = (now: number): number => now - RECENT_MS * 2
      await put(store, 'user', (now) => ({
        challenges: [
          challengeAt('late', createdAt(now)),
          challengeAt('long-ago', createdAt(now), { status: 'denied', closedAt: now - RECENT_MS - 60_000 }),
          challengeAt('open', now),
          challengeAt('recent', createdAt(now), { status: 'denied', closedAt: now - RECENT_MS + 60_000 }),
        ],
      }))
      const { user } = await store.read('user')
      assert.deepEqual(idsOf(user.challenges), ['late', 'open', 'recent'])
    },
  ],
  S13: [
    `MUST hand a decision the ${RECENT_COUNT} that ended last, when more ended lately`,
    async (store) => {
      const id = (index: number): string => `session-${String(index).padStart(2, '0')}`
      await put(store, 'user', (now) => ({
        sessions: times(RECENT_COUNT + 10, (index) =>
          sessionAt('user', id(index), now, { endedAt: now - 1_000 + index, endReason: 'signed-out' }),
        ),
      }))
      const { user } = await store.read('user')
      assert.deepEqual(
        idsOf(user.sessions),
        times(RECENT_COUNT, (index) => id(index + 10)),
      )
    },
  ],
  S14: [
    'MUST hold a hundred open sessions of one user',
    async (store, other) => {
      const { writes } = await put(store, 'user', (now) => ({
        sessions: times(100, (index) => sessionAt('user', `session-${String(index).padStart(3, '0')}`, now)),
      }))
      let handed: readonly Session[] = []
      await put(other, 'user', (_now, { sessions }) => {
        handed = sessions
        return {}
      })
      assert.deepEqual(byId(handed), writes.sessions)
    },
  ],
  S15: [
    'MUST keep the count of prompts, and until when there are none, until a change names them again',
    async (store, other) => {
      const { writes } = await put(store, 'user', (now) => ({
        prompts: { count: 10, lastAt: now, mutedUntil: now + 3_600_000 },
      }))
      await put(other, 'user', (now) => ({ wrongAnswers: { count: 1, lastAt: now } }))
      await putSession(store, 'user', 'a')
      assert.deepEqual((await other.read('user')).user.prompts, writes.prompts)
      await put(other, 'user', () => ({ prompts: NO_PROMPTS }))
      const { user } = await store.read('user')
      assert.deepEqual(user.prompts, NO_PROMPTS)
      assert.equal(user.wrongAnswers.count, 1)
    },
  ],
})

/** Of which no trusted device has asked for the code yet. */
function withoutCode({ codeHash: _, ...challenge }: Challenge): Challenge {
  return challenge
}

function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function idsOf(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id).sort()
}
