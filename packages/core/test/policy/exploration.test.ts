import { emptyUser, SessionPolicy } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { explore, type State } from './explore.ts'
import { challenge, MINUTE, NOW, session, user } from './facts.ts'

/** Depths are in moves, not in seconds, so that every run explores the same. */
const LONG = process.env.SEATKIT_LONG === '1'
const ALL = Number.POSITIVE_INFINITY

/** Short, and few multiples of each other, so that the same states are met again. */
const TIMES = { idleTimeoutMs: 2 * MINUTE, absoluteTimeoutMs: 3 * MINUTE }

/** Nobody signed in yet; and a stranger with the password, one wrong answer away from the end of the budget. */
const ROOTS: readonly State[] = [
  { user: emptyUser(), now: NOW },
  {
    user: user({
      sessions: [
        session('00a', { idleTimeoutMs: TIMES.idleTimeoutMs, expiresAt: NOW + TIMES.absoluteTimeoutMs }),
      ],
      challenges: [challenge('00b', { ...TIMES, wrongAnswers: 4, expiresAt: NOW + MINUTE })],
      wrongAnswers: { count: 9, lastAt: NOW },
    }),
    now: NOW,
  },
]

const CASES = [
  { maxSessions: 1, approvalFrom: 'never', depth: ALL, codeShownOn: 'new-device' },
  { maxSessions: 2, approvalFrom: 'never', depth: ALL, codeShownOn: 'new-device' },
  { maxSessions: 2, approvalFrom: 2, depth: LONG ? 9 : 6, codeShownOn: 'new-device' },
  { maxSessions: 3, approvalFrom: 'never', depth: LONG ? ALL : 7, codeShownOn: 'new-device' },
  { maxSessions: 3, approvalFrom: 2, depth: LONG ? 8 : 5, codeShownOn: 'new-device' },
  { maxSessions: 2, approvalFrom: 2, depth: LONG ? 8 : 4, codeShownOn: 'trusted-device' },
] as const

const seen = new Set<string>()

describe.each(['reject', 'end-oldest', 'end-least-recent', 'end-all'] as const)('%s', (onLimit) => {
  it.each(CASES)(
    'G1 G2 G3 G5 G6 G7 G9 in every state: $maxSessions seats, approval from $approvalFrom, code on $codeShownOn',
    { timeout: 600_000 },
    ({ maxSessions, approvalFrom, depth, codeShownOn }) => {
      const policy = new SessionPolicy({
        maxSessions,
        approvalFrom,
        onLimit,
        idleTimeout: TIMES.idleTimeoutMs,
        absoluteTimeout: TIMES.absoluteTimeoutMs,
        touchInterval: '1s',
        challenge: { timeout: '1m', maxPending: 1, maxPrompts: 2, codeShownOn },
      })
      const found = explore(policy, ROOTS, depth)
      for (const sight of found.seen) seen.add(sight)
      const extent = found.complete ? 'complete' : `${depth} moves deep`
      console.log(
        `maxSessions ${maxSessions}, approvalFrom ${approvalFrom}, ${onLimit}:`,
        `${found.states} states, ${found.steps} decisions, ${extent}`,
      )
      expect(found.complete).toBe(depth === ALL)
    },
  )
})

it('has seen every way a login, a challenge and a session can go', () => {
  const expected = [
    ['admit: admitted', 'admit: challenged', 'admit: session-limit-reached'],
    ['answer: approved', 'answer: wrong-code', 'answer: too-many-attempts', 'answer: session-limit-reached'],
    ['redeem: admitted', 'redeem: pending', 'redeem: over', 'deny: denied', 'cancel: cancelled'],
    ['showCode: shown', 'showCode: wrong-direction', 'approve: approved', 'approve: session-limit-reached'],
    ['answerPending: approved', 'answerPending: wrong-code', 'answerPending: too-many-attempts'],
    ['redeemed', 'denied', 'expired', 'superseded', 'exhausted', 'cancelled'],
    ['displaced', 'replaced', 'revoked', 'signed-out', 'user-disabled', 'idle-timeout', 'absolute-timeout'],
  ]
  expect(expected.flat().filter((sight) => !seen.has(sight))).toStrictEqual([])
})
