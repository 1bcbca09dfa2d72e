import { emptyUser, singleSession, twoSessions } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { after, HOUR, MINUTE, NOW, session, user } from './facts.ts'

describe('singleSession', () => {
  it('is one session, without approval, and the newest login wins', () => {
    expect(singleSession().options).toStrictEqual({
      maxSessions: 1,
      approvalFrom: Number.POSITIVE_INFINITY,
      onLimit: 'end-all',
      idleTimeoutMs: 60 * MINUTE,
      absoluteTimeoutMs: 24 * HOUR,
      touchIntervalMs: MINUTE,
      challenge: { timeoutMs: 2 * MINUTE, maxPending: 3, maxPrompts: 10, codeShownOn: 'new-device' },
    })
  })

  it('G1 ends the earlier session as displaced by the new one', () => {
    const before = user({ sessions: [session('a')] })
    const change = singleSession().admit(before, signInRequest('b'), NOW)
    const displaced = session('a', { endedAt: NOW, endReason: 'displaced', endedBy: 'session-b' })
    expect(change.result).toStrictEqual({ status: 'admitted', session: session('b'), ended: [displaced] })
    expect(after(before, change).sessions).toStrictEqual([displaced, session('b')])
  })

  it('leaves the times open', () => {
    expect(singleSession({ idleTimeout: '5m' }).options.idleTimeoutMs).toBe(5 * MINUTE)
  })
})

describe('twoSessions', () => {
  it('is two sessions, the second with approval, and no third', () => {
    expect(twoSessions().options).toStrictEqual({
      maxSessions: 2,
      approvalFrom: 2,
      onLimit: 'reject',
      idleTimeoutMs: 60 * MINUTE,
      absoluteTimeoutMs: 24 * HOUR,
      touchIntervalMs: MINUTE,
      challenge: { timeoutMs: 2 * MINUTE, maxPending: 3, maxPrompts: 10, codeShownOn: 'new-device' },
    })
  })

  it('G1 admits the first, challenges the second, and refuses the third login', () => {
    const policy = twoSessions()
    const first = policy.admit(emptyUser(), signInRequest('a'), NOW)
    expect(first.result.status).toBe('admitted')

    const waiting = policy.admit(after(emptyUser(), first), signInRequest('b'), NOW)
    expect(waiting.result.status).toBe('challenged')

    const full = user({ sessions: [session('a'), session('b')] })
    expect(policy.admit(full, signInRequest('c'), NOW).result).toMatchObject({
      status: 'rejected',
      reason: 'session-limit-reached',
      limit: 2,
    })
  })

  it('leaves the times open', () => {
    expect(twoSessions({ challenge: { timeout: '1m' } }).options.challenge.timeoutMs).toBe(MINUTE)
  })
})
