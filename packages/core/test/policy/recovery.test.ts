import { type ChallengeStatus, NO_PROMPTS, SessionPolicy, summarizeChallenge } from '@seatkit/core'
import { expect, it } from 'vitest'
import { closed } from './events.ts'
import { challenge, HOUR, MINUTE, NO_WRITES, NOW, session, user } from './facts.ts'

const policy = new SessionPolicy()
const a = session('a')
const b = challenge('b')
const recovery = { challengeId: 'challenge-b', by: 'recovery', evidence: 'e-mail code' } as const
const approved = challenge('b', { status: 'approved', expiresAt: NOW + MINUTE })

it('a recovery approves, and the audit trail says on what evidence and that no session did', () => {
  expect(policy.approve(user({ sessions: [a], challenges: [b] }), recovery, NOW)).toStrictEqual({
    writes: { sessions: [], challenges: [approved] },
    events: [closed(approved, 'recovery', NOW, { evidence: 'e-mail code' })],
    result: { status: 'approved', challenge: summarizeChallenge(approved) },
  })
})

it('a recovery goes on where prompts are muted, which it ends, and where codes are not compared, which it does not', () => {
  const before = user({
    sessions: [a],
    challenges: [challenge('b', { prompt: false })],
    prompts: { count: 10, lastAt: NOW, mutedUntil: NOW + HOUR },
    wrongAnswers: { count: 12, lastAt: NOW },
  })
  const { result, writes } = policy.approve(before, recovery, NOW)
  expect(result.status).toBe('approved')
  expect(writes.prompts).toStrictEqual(NO_PROMPTS)
  expect(writes.wrongAnswers).toBeUndefined()
})

it('G1 a recovery makes no seat', () => {
  const full = user({ sessions: [a, session('c')], challenges: [b] })
  expect(policy.approve(full, recovery, NOW)).toMatchObject({
    writes: NO_WRITES,
    result: { status: 'session-limit-reached', limit: 2 },
  })
})

it.each<ChallengeStatus>([
  'approved',
  'redeemed',
  'denied',
  'expired',
  'superseded',
  'exhausted',
  'cancelled',
])('G5 a recovery brings no login back that is %s', (status) => {
  const over = challenge('b', { status, ...(status !== 'approved' && { closedAt: NOW }) })
  expect(policy.approve(user({ sessions: [a], challenges: [over] }), recovery, NOW)).toStrictEqual({
    writes: NO_WRITES,
    events: [],
    result: { status: 'over', challengeStatus: status },
  })
})

it('a recovery of a login that is not there is unknown', () => {
  expect(policy.approve(user({ sessions: [a] }), recovery, NOW).result).toStrictEqual({ status: 'unknown' })
})
