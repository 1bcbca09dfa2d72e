import type { Device } from './session.ts'

/**
 * Where a challenge stands. `pending` and `approved` are open; the rest are ends.
 *
 * - `pending`: waits for an answer; holds no seat
 * - `approved`: let in, not yet redeemed; holds a seat
 * - `redeemed`: became a session
 * - `denied`: somebody signed in refused it, or ended all other sessions; or its approver was revoked
 * - `expired`: its time passed
 * - `superseded`: the same device asked again
 * - `exhausted`: too many wrong answers
 * - `cancelled`: the waiting device gave up
 */
export type ChallengeStatus =
  | 'pending'
  | 'approved'
  | 'redeemed'
  | 'denied'
  | 'expired'
  | 'superseded'
  | 'exhausted'
  | 'cancelled'

/** A login that waits for approval. It holds no credential and, while pending, no seat. */
export interface Challenge {
  readonly id: string
  readonly status: ChallengeStatus
  /** SHA-256 of the waiting device's ticket: good to ask, redeem once or cancel, and for nothing else. */
  readonly ticketHash: string
  /** HMAC of the code under a key of the server: a plain hash of a million codes is no secret. */
  readonly codeHash: string
  readonly device: Device
  readonly createdAt: number
  /** Until when it can be answered; once approved, until when it can be redeemed. */
  readonly expiresAt: number
  readonly wrongAnswers: number
  /** What the waiting login asked for, applied at redemption. */
  readonly idleTimeoutMs: number
  readonly absoluteTimeoutMs: number
  /** The session that approved it; absent when it was let in because nobody was left to answer. */
  readonly approvedBy?: string
  /** The session it was redeemed into. */
  readonly sessionId?: string
  readonly closedAt?: number
}

/** Answers per challenge (NIST SP 800-63B §3.2.2, OWASP ASVS 6.6.3). The per-user budget is in `wrong-answers.ts`. */
export const MAX_ANSWERS = 5

/** How long an approved login may take to come and fetch its session. */
export const REDEEM_TIMEOUT_MS = 60_000

export function isOpen(challenge: Challenge): boolean {
  return challenge.status === 'pending' || challenge.status === 'approved'
}

/** The challenge as it truly is at `now`: one whose time has passed is expired, even where that is not recorded yet. */
export function challengeAsOf(challenge: Challenge, now: number): Challenge {
  if (!isOpen(challenge) || now < challenge.expiresAt) return challenge
  return { ...challenge, status: 'expired', closedAt: challenge.expiresAt }
}

/** What those who may answer are shown: never the code, the ticket or a hash of either. */
export type ChallengeSummary = Pick<Challenge, 'id' | 'device' | 'createdAt' | 'expiresAt'>

export function summarizeChallenge({ id, device, createdAt, expiresAt }: Challenge): ChallengeSummary {
  return { id, device, createdAt, expiresAt }
}
