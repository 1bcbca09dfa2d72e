import { type OnLimit, type Session, SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, NOW, session, user } from './facts.ts'
import { activeOf } from './guarantees.ts'

const seed = Number(process.env.SEATKIT_SEED ?? Date.now() % 2 ** 31)
console.log(`excess: SEATKIT_SEED=${seed}`)

/** Up to twelve sessions in any order of login and of activity, ties included; more than any limit below allows. */
const sessions: fc.Arbitrary<Session[]> = fc
  .array(fc.record({ login: fc.nat(5), activity: fc.nat(5) }), { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map(({ login, activity }, i) =>
      session(`${i}`.padStart(2, '0'), { createdAt: NOW - 100 - login, lastActiveAt: NOW - 1 - activity }),
    ),
  )

/** Who goes first: by what the option names, and then by id. */
const FIRST: Readonly<Record<'end-oldest' | 'end-least-recent', (a: Session, b: Session) => number>> = {
  'end-oldest': (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  'end-least-recent': (a, b) => a.lastActiveAt - b.lastActiveAt || (a.id < b.id ? -1 : 1),
}

/** The ids of those that a login at this limit has to end, in order. */
function expectedToGo(all: readonly Session[], onLimit: OnLimit, limit: number): string[] {
  if (onLimit === 'reject' || all.length < limit) return []
  const excess = onLimit === 'end-all' ? all.length : all.length - limit + 1
  const order = onLimit === 'end-all' ? FIRST['end-oldest'] : FIRST[onLimit]
  return [...all]
    .sort(order)
    .slice(0, excess)
    .map(({ id }) => id)
}

describe('R5 P10 where more sessions are active than the limit allows', () => {
  it.each<OnLimit>(['end-oldest', 'end-least-recent', 'end-all', 'reject'])(
    'R5 P10 one login ends all that is too much, in the order that is promised, under %s',
    (onLimit) => {
      const property = fc.property(sessions, fc.integer({ min: 1, max: 6 }), (all, maxSessions) => {
        const policy = new SessionPolicy({ maxSessions, approvalFrom: 'never', onLimit })
        const before = user({ sessions: all })
        const change = policy.admit(before, signInRequest('new'), NOW)
        const gone = change.writes.sessions.filter(({ endedAt }) => endedAt !== undefined).map(({ id }) => id)
        expect(gone).toEqual(expectedToGo(all, onLimit, maxSessions))
        const active = activeOf(after(before, change), NOW).length
        expect(active).toBeLessThanOrEqual(
          onLimit === 'reject' ? Math.max(all.length, maxSessions) : maxSessions,
        )
        if (onLimit === 'reject' && all.length >= maxSessions) expect(active).toBe(all.length)
      })
      fc.assert(property, { seed, numRuns: 1_000 })
    },
  )
})
