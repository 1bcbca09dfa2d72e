import type { ChallengeStatus, ChallengeSummary } from './challenge.ts'
import type { Device, SessionSummary } from './session.ts'

interface Happened {
  readonly userId: string
  /** The instant it happened; for what time ended, the deadline, not the moment it was noticed. */
  readonly at: number
}

/** A session began: by a login, or by an approved challenge (`challengeId`) that was redeemed. */
export interface SessionStarted extends Happened {
  readonly type: 'session.started'
  readonly session: SessionSummary
  readonly challengeId?: string
}

/** A session got a new credential; from this commit on the old one ends, changes and keeps alive nothing. */
export interface SessionRotated extends Happened {
  readonly type: 'session.rotated'
  readonly session: SessionSummary
  /** Set when the user proved anew who they are. */
  readonly reauthenticated?: true
}

/** A session ended; `session.endReason` says why. */
export interface SessionEnded extends Happened {
  readonly type: 'session.ended'
  readonly session: SessionSummary
}

/** A login waits for approval. `challenge.prompt` says whether those who may answer are to be prompted. */
export interface ChallengeCreated extends Happened {
  readonly type: 'challenge.created'
  readonly challenge: ChallengeSummary
}

/** Somebody typed a wrong code. `by` is the session that did; absent when the waiting device itself did. */
export interface AnswerRejected extends Happened {
  readonly type: 'answer.rejected'
  readonly challenge: ChallengeSummary
  readonly by?: string
  readonly attemptsLeft: number
}

/**
 * A challenge is no longer pending: it was approved, or it ended. `by` is the session that answered, where one did, or
 * `'recovery'` when the application approved it, on the `evidence` it names.
 */
export interface ChallengeClosed extends Happened {
  readonly type: 'challenge.closed'
  readonly challenge: ChallengeSummary
  readonly status: Exclude<ChallengeStatus, 'pending'>
  readonly by?: string
  readonly evidence?: string
  /** Denied by somebody who knows nothing of this login: a stranger has the password. */
  readonly reported?: true
}

/** A login with the right password was refused: the limit is reached, or too many logins are waiting. */
export interface SignInRejected extends Happened {
  readonly type: 'sign-in.rejected'
  readonly reason: 'session-limit-reached' | 'too-many-challenges'
  readonly device: Device
  readonly limit: number
}

/**
 * Something that happened to a user's sessions. Written to the audit trail in the same commit as the change, and told
 * to listeners after it. Never holds a token, a ticket, a code, or a hash of one.
 */
export type SessionEvent =
  | SessionStarted
  | SessionRotated
  | SessionEnded
  | ChallengeCreated
  | AnswerRejected
  | ChallengeClosed
  | SignInRejected

/** An event without whose it is, and when. */
export type Untold = SessionEvent extends infer E
  ? E extends SessionEvent
    ? Omit<E, 'userId' | 'at'>
    : never
  : never
