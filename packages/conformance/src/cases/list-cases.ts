import assert from 'node:assert/strict'
import { MAX_PAGE, type SessionEvent, type SessionStore } from '@seatkit/core'
import { type CaseDefinition, defineCases } from '../define-cases.ts'
import { cursorOf, pagesOf } from '../pages-of.ts'
import { DAY_MS, put, putSession, sessionAt, startedEvent, times } from '../records.ts'

/** The history and the audit trail, and how they are paged. */
export const listCases: readonly CaseDefinition[] = defineCases({
  S50: [
    'MUST list every session there was, newest login first, ties by id, both descending',
    async (store, other) => {
      await put(store, 'user', (now) => ({
        sessions: [
          sessionAt('user', 'b', now - 2),
          sessionAt('user', 'ended', now - 3, { endedAt: now, endReason: 'revoked' }),
          sessionAt('user', 'newest', now),
          sessionAt('user', 'c', now - 2),
          sessionAt('user', 'a', now - 2),
          sessionAt('user', 'timed-out', now - 3 * DAY_MS),
        ],
      }))
      const { items } = await other.history('user', { limit: 10 })
      assert.deepEqual(idsOf(items), ['newest', 'c', 'b', 'a', 'ended', 'timed-out'])
    },
  ],
  S51: [
    'MUST page the history: each session once, no page longer than its limit, `next` only where there is more',
    async (store, other) => {
      await putLogins(store, 7)
      for (const [limit, lengths] of [
        [1, [1, 1, 1, 1, 1, 1, 1]],
        [3, [3, 3, 1]],
        [7, [7]],
        [MAX_PAGE, [7]],
      ] as const) {
        const pages = await pagesOf(limit, (page) => other.history('user', page))
        assert.deepEqual(
          pages.map((page) => page.length),
          lengths,
        )
        assert.deepEqual(
          idsOf(pages.flat()),
          times(7, (index) => `session-${6 - index}`),
        )
      }
    },
  ],
  S52: [
    'MUST neither repeat nor leave out a session when a login comes between two pages',
    async (store, other) => {
      await putLogins(store, 4)
      const first = await store.history('user', { limit: 2 })
      await putSession(store, 'user', 'session-9')
      const second = await other.history('user', { limit: 10, ...cursorOf(first) })
      assert.deepEqual(
        idsOf([...first.items, ...second.items]),
        times(4, (index) => `session-${3 - index}`),
      )
    },
  ],
  S53: [
    'MUST list nothing for a user who is not known, and still tell the time',
    async (store) => {
      for (const page of [
        await store.history('nobody', { limit: 1 }),
        await store.audit('nobody', { limit: 1 }),
      ]) {
        assert.deepEqual(page, { items: [], now: page.now })
        assert.ok(Number.isSafeInteger(page.now))
      }
    },
  ],
  S54: [
    'MUST list the audit trail newest first, the last event of a change before its first',
    async (store, other) => {
      const first = await putEvents(store, 'user', 3)
      const second = await putEvents(other, 'user', 2)
      const { items } = await store.audit('user', { limit: 10 })
      assert.deepEqual(items, [...first, ...second].reverse())
    },
  ],
  S55: [
    'MUST page the audit trail: each event once, also where one change made more than a page holds',
    async (store, other) => {
      const events = [...(await putEvents(store, 'user', 5)), ...(await putEvents(store, 'user', 2))]
      for (const [limit, lengths] of [
        [2, [2, 2, 2, 1]],
        [7, [7]],
      ] as const) {
        const pages = await pagesOf(limit, (page) => other.audit('user', page))
        assert.deepEqual(
          pages.map((page) => page.length),
          lengths,
        )
        assert.deepEqual(pages.flat(), events.toReversed())
      }
    },
  ],
  S56: [
    'MUST neither repeat nor leave out an event when another comes between two pages',
    async (store, other) => {
      const events = await putEvents(store, 'user', 4)
      const first = await store.audit('user', { limit: 2 })
      await putEvents(store, 'user', 1)
      const second = await other.audit('user', { limit: 10, ...cursorOf(first) })
      assert.deepEqual([...first.items, ...second.items], events.toReversed())
    },
  ],
  S57: [
    'MUST keep every kind of event as it was',
    async (store, other) => {
      const { events } = await put(store, 'user', (now) => ({ events: everyKind(now) }))
      assert.deepEqual((await other.audit('user', { limit: 10 })).items, events.toReversed())
    },
  ],
  S58: [
    "MUST NOT show one user what is another's",
    async (store, other) => {
      await putLogins(store, 2)
      await putEvents(store, 'user', 2)
      await putSession(store, 'stranger', 'z')
      assert.deepEqual(idsOf((await other.history('stranger', { limit: 10 })).items), ['z'])
      assert.deepEqual((await other.audit('stranger', { limit: 10 })).items, [])
    },
  ],
  S59: [
    'SHOULD make cursors that can stand in a URL as they are',
    async (store) => {
      await putLogins(store, 2)
      await putEvents(store, 'user', 2)
      for (const page of [
        await store.history('user', { limit: 1 }),
        await store.audit('user', { limit: 1 }),
      ]) {
        assert.match(page.next ?? '', /^[\w.~-]{1,128}$/)
      }
    },
  ],
})

/** `session-0`, `session-1`, …: each a millisecond after the one before. */
async function putLogins(store: SessionStore, count: number): Promise<void> {
  await put(store, 'user', (now) => ({
    sessions: times(count, (index) => sessionAt('user', `session-${index}`, now - count + index)),
  }))
}

async function putEvents(
  store: SessionStore,
  userId: string,
  count: number,
): Promise<readonly SessionEvent[]> {
  const { events } = await put(store, userId, (now) => ({
    events: times(count, (index) => startedEvent(sessionAt(userId, `session-${index}`, now))),
  }))
  return events
}

function everyKind(now: number): SessionEvent[] {
  const happened = { userId: 'user', at: now }
  const session = {
    id: 'a',
    userId: 'user',
    device: { userAgent: '"quotes" \\ and 😀', ip: '::1' },
    createdAt: now,
    authenticatedAt: now,
    lastActiveAt: now,
    idleTimeoutMs: 1,
    expiresAt: now + 1,
  }
  const challenge = {
    id: 'c',
    device: { id: 'd', userAgent: '', ip: '' },
    createdAt: now,
    expiresAt: now + 1,
    codeShownOn: 'new-device',
    prompt: true,
  } as const
  return [
    { ...happened, type: 'session.started', session, challengeId: 'c' },
    { ...happened, type: 'session.rotated', session },
    { ...happened, type: 'session.rotated', session, reauthenticated: true },
    {
      ...happened,
      type: 'session.ended',
      session: { ...session, endedAt: now, endReason: 'revoked', endedBy: 'b' },
    },
    { ...happened, type: 'challenge.created', challenge },
    { ...happened, type: 'answer.rejected', challenge, by: 'a', attemptsLeft: 4 },
    { ...happened, type: 'challenge.closed', challenge, status: 'approved', by: 'a' },
    {
      ...happened,
      type: 'sign-in.rejected',
      reason: 'session-limit-reached',
      device: challenge.device,
      limit: 2,
    },
  ]
}

function idsOf(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id)
}
