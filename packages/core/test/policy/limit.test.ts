import { type OnLimit, type Session, SessionPolicy, summarizeChallenge } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { ended, started } from './events.ts'
import { after, challenge, NO_WRITES, NOW, session, user } from './facts.ts'

function policy(onLimit: OnLimit, maxSessions: number): SessionPolicy {
  return new SessionPolicy({ maxSessions, approvalFrom: 'never', onLimit })
}

/** Four sessions: by login d, c, b, a; by activity b, a, d, c. */
const sessions = [
  session('a', { createdAt: NOW - 10, lastActiveAt: NOW - 3 }),
  session('b', { createdAt: NOW - 20, lastActiveAt: NOW - 4 }),
  session('c', { createdAt: NOW - 30, lastActiveAt: NOW - 1 }),
  session('d', { createdAt: NOW - 40, lastActiveAt: NOW - 2 }),
]
const fresh = session('new')
const request = signInRequest('new')

function named(names: string): Session[] {
  return [...names].flatMap((name) => sessions.filter(({ id }) => id === `session-${name}`))
}

function displaced(names: string): Session[] {
  return named(names).map((it) => ({ ...it, endedAt: NOW, endReason: 'displaced', endedBy: 'session-new' }))
}

describe('G1 with four sessions and every seat taken', () => {
  it('reject refuses the login, and says who holds the seats, the longest signed-in first', () => {
    expect(policy('reject', 4).admit(user({ sessions }), request, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [
        {
          type: 'sign-in.rejected',
          userId: 'user',
          at: NOW,
          reason: 'session-limit-reached',
          device: request.device,
          limit: 4,
        },
      ],
      result: { status: 'rejected', reason: 'session-limit-reached', limit: 4, active: named('dcba') },
    })
  })

  it.each<[OnLimit, number, string]>([
    ['end-oldest', 5, ''],
    ['end-oldest', 4, 'd'],
    ['end-oldest', 3, 'dc'],
    ['end-oldest', 1, 'dcba'],
    ['end-least-recent', 5, ''],
    ['end-least-recent', 4, 'b'],
    ['end-least-recent', 3, 'ba'],
    ['end-least-recent', 1, 'badc'],
    ['end-all', 5, ''],
    ['end-all', 4, 'dcba'],
    ['end-all', 1, 'dcba'],
  ])('%s at a limit of %i ends %o, in that order', (onLimit, limit, gone) => {
    const change = policy(onLimit, limit).admit(user({ sessions }), request, NOW)
    expect(change.events).toStrictEqual([...displaced(gone).map(ended), started(fresh)])
    expect(change.writes).toStrictEqual({ sessions: [...displaced(gone), fresh], challenges: [] })
    expect(change.result).toStrictEqual({
      status: 'admitted',
      session: fresh,
      ended: displaced([...gone].sort().reverse().join('')),
    })
  })

  it.each<[OnLimit, Partial<Session>]>([
    ['end-oldest', { lastActiveAt: NOW - 9 }],
    ['end-least-recent', { createdAt: NOW - 9 }],
  ])('%s breaks ties by id', (onLimit, elsewhere) => {
    const tied = [session('y'), session('x'), session('z', elsewhere)]
    const change = policy(onLimit, 3).admit(user({ sessions: tied }), request, NOW)
    expect(change.writes.sessions.map(({ id }) => id)).toStrictEqual(['session-x', 'session-new'])
  })

  it.each<OnLimit>(['end-oldest', 'end-least-recent', 'end-all'])(
    '%s asks for no approval, and makes room for the seats that are reserved too',
    (onLimit) => {
      const before = user({
        sessions: [session('a')],
        challenges: [challenge('b', { status: 'approved', approvedBy: 'session-a' })],
      })
      const change = new SessionPolicy({ maxSessions: 2, approvalFrom: 2, onLimit }).admit(
        before,
        request,
        NOW,
      )
      expect(change.result).toMatchObject({ status: 'admitted', ended: [{ id: 'session-a' }] })
      expect(after(before, change).challenges).toStrictEqual(before.challenges)
    },
  )
})

describe('G1 after the limit was lowered', () => {
  const again = signInRequest('a2', { device: session('a').device })

  it.each<[OnLimit, number, string]>([
    ['end-oldest', 4, ''],
    ['end-oldest', 3, 'd'],
    ['end-oldest', 2, 'dc'],
    ['end-oldest', 1, 'dcb'],
    ['end-least-recent', 2, 'bd'],
    ['end-all', 3, 'dcb'],
    ['end-all', 4, ''],
    ['reject', 1, ''],
  ])('the same device again under %s at %i ends of the others %o', (onLimit, limit, gone) => {
    const change = policy(onLimit, limit).admit(user({ sessions }), again, NOW)
    expect(change.result.status).toBe('admitted')
    expect(
      change.writes.sessions.filter(({ endReason }) => endReason === 'displaced').map(({ id }) => id),
    ).toStrictEqual([...gone].map((name) => `session-${name}`))
    expect(change.writes.sessions.map(({ id, endReason }) => [id, endReason])).toContainEqual([
      'session-a',
      'replaced',
    ])
  })
})

describe('a login that is tried again', () => {
  it.each<OnLimit>(['end-oldest', 'end-least-recent', 'end-all'])(
    'gets the answer of the first time under %s, and changes nothing',
    (onLimit) => {
      const before = user({ sessions })
      const first = policy(onLimit, 2).admit(before, request, NOW)
      expect(policy(onLimit, 2).admit(after(before, first), request, NOW)).toStrictEqual({
        writes: NO_WRITES,
        events: [],
        result: first.result,
      })
    },
  )

  it('names only those that had to go for it, not those it ended itself since', () => {
    const before = user({
      sessions: [
        session('new'),
        session('a', { endedAt: NOW, endReason: 'replaced', endedBy: 'session-new' }),
        session('b', { endedAt: NOW, endReason: 'revoked', endedBy: 'session-new' }),
        session('c', { endedAt: NOW, endReason: 'displaced', endedBy: 'session-other' }),
      ],
    })
    expect(policy('reject', 2).admit(before, request, NOW).result).toMatchObject({
      ended: [{ id: 'session-a' }],
    })
  })

  it('G3 is told of its session as it is now, and does not revive it', () => {
    const over = session('new', { endedAt: NOW, endReason: 'signed-out' })
    const change = policy('reject', 2).admit(user({ sessions: [over] }), request, NOW)
    expect(change).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'admitted', session: over, ended: [] },
    })
  })

  it.each(['pending', 'approved', 'denied'] as const)('keeps its one challenge, also when %s', (status) => {
    const twoWithApproval = new SessionPolicy()
    const waiting = challenge('new', { status })
    const change = twoWithApproval.admit(
      user({ sessions: [session('a')], challenges: [waiting] }),
      request,
      NOW + 1,
    )
    expect(change).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'challenged', challenge: summarizeChallenge(waiting) },
    })
  })
})
