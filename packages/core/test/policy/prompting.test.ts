import { applyWrites, NO_PROMPTS, SessionPolicy, type UserSessions } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { closed, created } from './events.ts'
import { challenge, HOUR, MINUTE, NO_WRITES, NOW, session, user } from './facts.ts'

const policy = new SessionPolicy()
const a = session('a', { expiresAt: NOW + 24 * HOUR, idleTimeoutMs: 24 * HOUR })
const b = challenge('b')
const right = { sessionId: 'session-a', challengeId: 'challenge-b', codeHash: 'code-b' }
const SPENT = { count: 10, lastAt: NOW, mutedUntil: 0 }
const MUTED = { count: 1, lastAt: NOW, mutedUntil: NOW + HOUR }

describe('a login that waits', () => {
  it.each([
    ['a tenth prompt', { ...SPENT, count: 9 }, true],
    ['an eleventh', SPENT, false],
    ['an eleventh after ten minutes', { ...SPENT, lastAt: NOW - 10 * MINUTE }, true],
    ['one where a stranger was reported', MUTED, false],
    ['one an hour later', { ...MUTED, mutedUntil: NOW }, true],
  ])('is %s: it waits in any case', (_, prompts, prompt) => {
    const change = policy.admit(user({ sessions: [a], prompts }), signInRequest('b'), NOW)
    const waiting = challenge('b', { prompt })
    expect(change.writes.challenges).toStrictEqual([waiting])
    expect(change.events).toStrictEqual([created(waiting)])
    expect(change.result).toMatchObject({ status: 'challenged', challenge: { prompt } })
  })

  it.each([SPENT, MUTED])(
    'is let in by its code though nobody was prompted, and prompts are back: %o',
    (prompts) => {
      const silent = challenge('b', { prompt: false })
      const change = policy.answer(user({ sessions: [a], challenges: [silent], prompts }), right, NOW)
      expect(change.result.status).toBe('approved')
      expect(change.writes.prompts).toStrictEqual(NO_PROMPTS)
    },
  )

  it.each([SPENT, MUTED])('that is let in because nobody is left to ask proves nothing: %o', (prompts) => {
    const before = user({ sessions: [{ ...a, expiresAt: NOW }], challenges: [b], prompts })
    const change = policy.expire(before, NOW)
    expect(change.writes.challenges).toMatchObject([{ status: 'approved' }])
    expect(change.writes.prompts).toBeUndefined()
  })
})

describe('"not me"', () => {
  const reported = { sessionId: 'session-a', challengeId: 'challenge-b', report: true }
  const denied = challenge('b', { status: 'denied', closedAt: NOW })

  it('refuses the login, says so in the event, and mutes prompts for an hour', () => {
    expect(policy.deny(user({ sessions: [a], challenges: [b] }), reported, NOW)).toStrictEqual({
      writes: {
        sessions: [],
        challenges: [denied],
        prompts: { ...NO_PROMPTS, mutedUntil: NOW + HOUR },
      },
      events: [closed(denied, 'session-a', NOW, { reported: true })],
      result: { status: 'denied' },
    })
  })

  it('of a login that is over does nothing', () => {
    expect(policy.deny(user({ sessions: [a], challenges: [denied] }), reported, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'over', challengeStatus: 'denied' },
    })
  })

  it('is not what a refusal says by itself', () => {
    const change = policy.deny(user({ sessions: [a], challenges: [b] }), { ...reported, report: false }, NOW)
    expect(change.writes.prompts).toBeUndefined()
    expect(change.events).toStrictEqual([closed(denied, 'session-a')])
  })
})

describe('when as many prompt as may at once', () => {
  const prompting = ['b', 'c', 'd'].map((name) => challenge(name))
  const unprompted = Array.from({ length: 30 }, (_, i) =>
    challenge(`n${String(i).padStart(2, '0')}`, { prompt: false, createdAt: NOW + (i === 7 ? 0 : 1) }),
  )

  it('the next login is refused until the first of them expires', () => {
    const change = policy.admit(user({ sessions: [a], challenges: prompting }), signInRequest('e'), NOW)
    expect(change.writes).toStrictEqual(NO_WRITES)
    expect(change.result).toStrictEqual({
      status: 'rejected',
      reason: 'too-many-challenges',
      retryAt: NOW + 2 * MINUTE,
    })
  })

  it.each([SPENT, MUTED])('the next one waits where it would prompt nobody: %o', (prompts) => {
    const before = user({ sessions: [a], challenges: prompting, prompts })
    const change = policy.admit(before, signInRequest('e'), NOW)
    expect(change.result).toMatchObject({ status: 'challenged', challenge: { prompt: false } })
    expect(change.writes.challenges).toHaveLength(1)
    expect(change.writes.prompts).toBeUndefined()
  })

  it('and thirty wait without, the longest waiting of these makes way, once it has had ten seconds', () => {
    const before = user({ sessions: [a], challenges: [...prompting, ...unprompted], prompts: SPENT })
    const request = signInRequest('e')
    expect(policy.admit(before, request, NOW + 9_999)).toStrictEqual({
      writes: NO_WRITES,
      events: [
        {
          type: 'sign-in.rejected',
          userId: 'user',
          at: NOW + 9_999,
          reason: 'too-many-challenges',
          device: request.device,
          limit: 30,
        },
      ],
      result: { status: 'rejected', reason: 'too-many-challenges', retryAt: NOW + 10_000 },
    })
    expect(policy.admit(before, request, NOW + 10_000).writes.challenges).toMatchObject([
      { id: 'challenge-n07', status: 'superseded' },
      { id: 'challenge-e', status: 'pending', prompt: false },
    ])
  })

  it('those that wait without keep nobody from being prompted', () => {
    const before = user({ sessions: [a], challenges: unprompted })
    const change = policy.admit(before, signInRequest('e'), NOW)
    expect(change.result).toMatchObject({ status: 'challenged', challenge: { prompt: true } })
  })
})

describe('R34 R35 a stranger who knows the password', () => {
  /** A login of the stranger every 600 ms, each from a device that was never seen; calls `each` in between. */
  function flood(logins: number, each: (user: UserSessions, now: number) => UserSessions): UserSessions {
    let current = user({ sessions: [a] })
    for (let i = 0; i < logins; i++) {
      const now = NOW + i * 600
      current = applyWrites(current, policy.admit(current, signInRequest(`stranger-${i}`), now).writes)
      current = each(current, now)
    }
    return current
  }

  it('prompts the owner ten times with a thousand logins, in ten minutes', () => {
    const seen = new Set<string>()
    flood(1_000, (current) => {
      for (const { id, prompt } of current.challenges) if (prompt) seen.add(id)
      return current
    })
    expect(seen.size).toBe(10)
  })

  it('prompts no more for an hour once the owner has said so', () => {
    const seen = new Set<string>()
    flood(1_000, (current, now) => {
      for (const { id, prompt } of current.challenges) if (prompt) seen.add(id)
      const pending = current.challenges.find(({ status }) => status === 'pending')
      if (seen.size === 0 || current.prompts.mutedUntil > 0 || pending === undefined) return current
      const report = { sessionId: 'session-a', challengeId: pending.id, report: true }
      return applyWrites(current, policy.deny(current, report, now).writes)
    })
    expect(seen.size).toBe(1)
  })

  it.each([0, 1, 3, 8])(
    'G7 keeps no place from the owner who says "not me" after %i minutes of it',
    (minutes) => {
      const loginAt = NOW + minutes * MINUTE
      const answers: string[] = []
      flood(1_000, (before, now) => {
        let current = before
        if (now === loginAt) {
          const stranger = current.challenges.find(({ status }) => status === 'pending')
          const report = { sessionId: 'session-a', challengeId: stranger?.id ?? '', report: true }
          current = applyWrites(current, policy.deny(current, report, now).writes)
          const change = policy.admit(current, signInRequest('owner'), now)
          answers.push(change.result.status)
          return applyWrites(current, change.writes)
        }
        if (now !== loginAt + 15_000) return current
        const typed = { sessionId: 'session-a', challengeId: 'challenge-owner', codeHash: 'code-owner' }
        const change = policy.answer(current, typed, now)
        answers.push(change.result.status)
        return applyWrites(current, change.writes)
      })
      expect(answers).toStrictEqual(['challenged', 'approved'])
    },
  )
})
