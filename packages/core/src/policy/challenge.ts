import type { Device } from './session.ts'

/**
 * Which device shows the code of a waiting login; it is typed on the other one.
 *
 * - `new-device`: the one that waits shows it from the start
 * - `trusted-device`: there is none until a device that is signed in asks for it, and that one shows it
 */
export type CodeShownOn = 'new-device' | 'trusted-device'

/**
 * Where a challenge stands. `pending` and `approved` are open; the rest are ends.
 *
 * - `pending`: waits for an answer; holds no seat
 * - `approved`: let in, not yet redeemed; holds a seat
 * - `redeemed`: became a session
 * - `denied`: somebody signed in refused it, or ended all other sessions; or its approver was revoked
 * - `expired`: its time passed
 * - `superseded`: the same device asked again, or too many waited and a newer login took its place
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

const STATUSES: Readonly<Record<ChallengeStatus, true>> = {
  pending: true,
  approved: true,
  redeemed: true,
  denied: true,
  expired: true,
  superseded: true,
  exhausted: true,
  cancelled: true,
}

/** Whether a value that was stored is a status that is known. */
export function isChallengeStatus(value: unknown): value is ChallengeStatus {
  return typeof value === 'string' && Object.hasOwn(STATUSES, value)
}

/** Whether a value that was stored is a direction that is known. */
export function isCodeShownOn(value: unknown): value is CodeShownOn {
  return value === 'new-device' || value === 'trusted-device'
}

/** A login that waits for approval. It holds no credential and, while pending, no seat. */
export interface Challenge {
  readonly id: string
  readonly status: ChallengeStatus
  /** SHA-256 of the waiting device's ticket: good to ask, redeem once or cancel, and for nothing else. */
  readonly ticketHash: string
  /** As the policy said at the login, so that a login under way is finished as it began. */
  readonly codeShownOn: CodeShownOn
  /**
   * HMAC of the code under a key of the server: a plain hash of a million codes is no secret. Absent as long as there is
   * no code; nothing equals it then.
   */
  readonly codeHash?: string
  /** The session that shows the code, where a trusted device does. The code is good only as long as that is active. */
  readonly codeShownBy?: string
  /** Whether those who may answer were prompted, or find it only where they look for it. */
  readonly prompt: boolean
  readonly device: Device
  readonly createdAt: number
  /** Until when it can be answered; once approved, until when it can be redeemed. */
  readonly expiresAt: number
  readonly wrongAnswers: number
  /** What the waiting login asked for, applied at redemption. */
  readonly idleTimeoutMs: number
  readonly absoluteTimeoutMs: number
  /** The session that approved it; absent when nobody was left to answer, and after a recovery. */
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
export type ChallengeSummary = Pick<
  Challenge,
  'id' | 'device' | 'createdAt' | 'expiresAt' | 'codeShownOn' | 'prompt'
>

export function summarizeChallenge(challenge: Challenge): ChallengeSummary {
  const { id, device, createdAt, expiresAt, codeShownOn, prompt } = challenge
  return { id, device, createdAt, expiresAt, codeShownOn, prompt }
}
