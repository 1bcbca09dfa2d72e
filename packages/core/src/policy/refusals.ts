import type { ChallengeStatus } from './challenge.ts'
import type { Draft } from './draft.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import type { Session } from './session.ts'

/** The challenge is not there, or not this session's to answer; which of the two is not said. */
export interface UnknownChallenge {
  readonly status: 'unknown'
}

/** The session that answers is not active (any more). */
export interface SessionRequired {
  readonly status: 'session-required'
}

/** The challenge is no longer open; `challengeStatus` says how it ended. */
export interface ChallengeOver {
  readonly status: 'over'
  readonly challengeStatus: ChallengeStatus
}

/** The code of this login is shown where it was to be typed, and typed where it was to be shown. Nothing was compared. */
export interface WrongDirection {
  readonly status: 'wrong-direction'
}

/** Too many codes were wrong, of this user or of all together; from `retryAt` on, one is compared again. */
export interface TooManyAttempts {
  readonly status: 'too-many-attempts'
  readonly retryAt: number
}

/**
 * No seat is free, so approving would promise what redemption could not keep. The code was not compared. `active` are
 * those who hold a seat, the longest signed-in first.
 */
export interface NoSeatLeft {
  readonly status: 'session-limit-reached'
  readonly limit: number
  readonly active: readonly Session[]
}

/** Whether there is no seat to promise; where `onLimit` ends others, there always will be one. */
export function noSeatLeft(draft: Draft, { onLimit, maxSessions }: ResolvedPolicyOptions): NoSeatLeft | null {
  const active = draft.active()
  const taken = active.length + draft.withStatus('approved').length
  if (onLimit !== 'reject' || taken < maxSessions) return null
  return { status: 'session-limit-reached', limit: maxSessions, active }
}
