import { type Challenge, type ChallengeStatus, SessionPolicy, summarizeChallenge } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { closed } from './events.ts'
import { challenge, HOUR, MINUTE, NO_WRITES, NOW, session, user } from './facts.ts'

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2, onLimit: 'reject' })
const a = session('a')
const b = challenge('b')
const waiting = user({ sessions: [a], challenges: [b] })
const right = { sessionId: 'session-a', challengeId: 'challenge-b', codeHash: 'code-b' }
const wrong = { ...right, codeHash: 'code-x' }
const later = NOW + 5

function wronglyAnswered(attemptsLeft: number): object {
  return {
    type: 'answer.rejected',
    userId: 'user',
    at: later,
    challenge: summarizeChallenge(b),
    by: 'session-a',
    attemptsLeft,
  }
}

describe('the right code', () => {
  const approved: Challenge = challenge('b', {
    status: 'approved',
    expiresAt: later + MINUTE,
    approvedBy: 'session-a',
  })

  it('G2 approves the challenge, reserves its seat for a minute, and makes no session', () => {
    expect(policy.answer(waiting, right, later)).toStrictEqual({
      writes: { sessions: [], challenges: [approved] },
      events: [closed(approved, 'session-a', later)],
      result: { status: 'approved', challenge: summarizeChallenge(approved) },
    })
  })

  it("G5 resets the user's wrong answers, and nothing else does", () => {
    const before = { ...waiting, wrongAnswers: { count: 3, lastAt: NOW } }
    expect(policy.answer(before, right, later).writes.wrongAnswers).toStrictEqual({ count: 0, lastAt: 0 })
    const none = { ...waiting, wrongAnswers: { count: 0, lastAt: 0 } }
    expect(policy.answer(none, right, later).writes).not.toHaveProperty('wrongAnswers')
  })

  it('G5 is consumed: the same code again finds the challenge no longer pending', () => {
    expect(policy.answer({ ...waiting, challenges: [approved] }, right, later)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'over', challengeStatus: 'approved' },
    })
  })
})

describe('a wrong code', () => {
  it('G5 is counted against the challenge and against the user', () => {
    const counted = challenge('b', { wrongAnswers: 1 })
    expect(policy.answer(waiting, wrong, later)).toStrictEqual({
      writes: { sessions: [], challenges: [counted], wrongAnswers: { count: 1, lastAt: later } },
      events: [wronglyAnswered(4)],
      result: { status: 'wrong-code', attemptsLeft: 4 },
    })
  })

  it('G5 exhausts the challenge at the fifth, so that the right one comes too late', () => {
    const before = {
      ...waiting,
      challenges: [challenge('b', { wrongAnswers: 4 })],
      wrongAnswers: { count: 4, lastAt: NOW },
    }
    const exhausted = challenge('b', { status: 'exhausted', wrongAnswers: 5, closedAt: later })
    expect(policy.answer(before, wrong, later)).toStrictEqual({
      writes: { sessions: [], challenges: [exhausted], wrongAnswers: { count: 5, lastAt: later } },
      events: [wronglyAnswered(0), closed(exhausted, 'session-a')],
      result: { status: 'wrong-code', attemptsLeft: 0 },
    })
    expect(policy.answer({ ...before, challenges: [exhausted] }, right, later).result).toStrictEqual({
      status: 'over',
      challengeStatus: 'exhausted',
    })
  })

  it('G5 goes on counting from the budget of earlier challenges', () => {
    const before = { ...waiting, wrongAnswers: { count: 8, lastAt: NOW - HOUR } }
    expect(policy.answer(before, wrong, later).writes.wrongAnswers).toStrictEqual({ count: 9, lastAt: later })
  })
})

describe('after ten wrong codes in a row', () => {
  const before = { ...waiting, wrongAnswers: { count: 10, lastAt: NOW } }

  it.each([right, wrong])('G5 no code is compared for 30 s: %o', (request) => {
    expect(policy.answer(before, request, NOW + 29_999)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'too-many-attempts', retryAt: NOW + 30_000 },
    })
  })

  it('G5 one is, then', () => {
    expect(policy.answer(before, right, NOW + 30_000).result.status).toBe('approved')
    expect(policy.answer(before, wrong, NOW + 30_000)).toMatchObject({
      writes: { wrongAnswers: { count: 11, lastAt: NOW + 30_000 } },
      result: { status: 'wrong-code', attemptsLeft: 4 },
    })
  })
})

describe('who may answer or deny', () => {
  const alike = { id: 'device-b', userAgent: 'test', ip: '127.0.0.1' }

  it.each([
    ['nobody signed in', user({ sessions: [], challenges: [b] }), 'session-required', NOW],
    [
      'a session that was ended',
      user({ sessions: [{ ...a, endedAt: NOW }, session('c')], challenges: [b] }),
      'session-required',
      NOW,
    ],
    [
      'a session that time has ended',
      { ...waiting, sessions: [{ ...a, expiresAt: NOW + 1 }] },
      'session-required',
      NOW + 1,
    ],
    ['the session of another', { ...waiting, sessions: [session('c')] }, 'session-required', NOW],
    [
      'the waiting device itself',
      user({ sessions: [session('a', { device: alike })], challenges: [b] }),
      'unknown',
      NOW,
    ],
    ['anybody, a challenge that is not there', user({ sessions: [a] }), 'unknown', NOW],
  ] as const)('not %s', (_, before, status, now) => {
    expect(policy.answer(before, right, now).result).toStrictEqual({ status })
    expect(policy.answer(before, right, now).writes.wrongAnswers).toBeUndefined()
    expect(policy.deny(before, right, now).result).toStrictEqual({ status })
  })

  it('a session on a device without an id may, also where the waiting one has none', () => {
    const device = { userAgent: 'test', ip: '127.0.0.1' }
    const before = user({ sessions: [{ ...a, device }], challenges: [{ ...b, device }] })
    expect(policy.answer(before, right, NOW).result.status).toBe('approved')
    expect(policy.deny(before, right, NOW).result.status).toBe('denied')
  })
})

describe('a challenge that is over', () => {
  it.each<ChallengeStatus>(['redeemed', 'denied', 'expired', 'superseded', 'exhausted', 'cancelled'])(
    'G5 can be neither answered nor denied: %s',
    (status) => {
      const before = user({ sessions: [a], challenges: [challenge('b', { status, closedAt: NOW })] })
      const over = { writes: NO_WRITES, events: [], result: { status: 'over', challengeStatus: status } }
      expect(policy.answer(before, right, NOW)).toStrictEqual(over)
      expect(policy.answer(before, wrong, NOW)).toStrictEqual(over)
      expect(policy.deny(before, right, NOW)).toStrictEqual(over)
    },
  )

  it('G5 is one whose two minutes have passed', () => {
    const deadline = NOW + 2 * MINUTE
    expect(policy.answer(waiting, right, deadline - 1).result.status).toBe('approved')

    const expired = challenge('b', { status: 'expired', closedAt: deadline })
    expect(policy.answer(waiting, right, deadline + 9)).toStrictEqual({
      writes: { sessions: [], challenges: [expired] },
      events: [closed(expired)],
      result: { status: 'over', challengeStatus: 'expired' },
    })
  })
})

describe('when no seat is free', () => {
  const newest = session('c', { createdAt: NOW + 1 })
  const full = user({ sessions: [newest, a], challenges: [b] })

  it.each([right, wrong])('G1 no code is compared, and the holders of the seats are named: %o', (request) => {
    expect(policy.answer(full, request, later)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'session-limit-reached', limit: 2, active: [a, newest] },
    })
  })

  it('G1 an approved login that was not redeemed yet counts as a holder', () => {
    const before = user({ sessions: [a], challenges: [b, challenge('c', { status: 'approved' })] })
    expect(policy.answer(before, right, NOW).result.status).toBe('session-limit-reached')
    expect(new SessionPolicy({ maxSessions: 3 }).answer(before, right, NOW).result.status).toBe('approved')
  })

  it.each(['end-oldest', 'end-least-recent', 'end-all'] as const)('under %s one will be made', (onLimit) => {
    const change = new SessionPolicy({ maxSessions: 2, onLimit }).answer(full, right, later)
    expect(change.result.status).toBe('approved')
    expect(change.writes.sessions).toStrictEqual([])
  })
})

describe('denying', () => {
  it.each(['pending', 'approved'] as const)('refuses a login that is %s', (status) => {
    const before = user({ sessions: [a], challenges: [challenge('b', { status }), challenge('c')] })
    const denied = challenge('b', { status: 'denied', closedAt: later })
    expect(policy.deny(before, right, later)).toStrictEqual({
      writes: { sessions: [], challenges: [denied] },
      events: [closed(denied, 'session-a')],
      result: { status: 'denied' },
    })
  })
})
