import type {
  Answer,
  Challenge,
  ChallengeOver,
  CodeShownOn,
  EndReason,
  LimitReached,
  NoSeatLeft,
  PendingAnswer,
  Session,
  SessionRequired,
  TooManyChallenges,
  UnknownChallenge,
  WrongDirection,
} from '../policy/index.ts'
import type { Reading } from '../store/index.ts'

/** Signed in. `token` is the credential: it is shown this once and stored nowhere. */
export interface SignedIn {
  readonly status: 'admitted'
  readonly session: Session
  readonly token: string
  /** The sessions that had to end for this one. */
  readonly ended: readonly Session[]
}

/**
 * Waiting. Where there is a `code`, show it on this device and nowhere else; where a trusted device shows it, ask for it
 * here. Keep `ticket` to ask, answer, redeem or cancel.
 */
export interface Waiting {
  readonly status: 'challenged'
  readonly challenge: {
    readonly id: string
    readonly codeShownOn: CodeShownOn
    readonly code?: string
    readonly expiresAt: number
  }
  readonly ticket: string
  readonly now: number
}

/** The answer to a login. `now` is the store's clock at the decision. */
export type SignIn = SignedIn | Waiting | ((LimitReached | TooManyChallenges) & { readonly now: number })

/** A session that is active, by the store's clock; or none and, where its owner asks, why it ended. */
export type Recheck = Reading | { readonly session: null; readonly endReason?: EndReason }

/**
 * Who a token belongs to. `isReadOnly` is set when it is the one before the last rotation: a request that was under way
 * may be answered, but must change nothing.
 */
export type Authentication = (Reading & { readonly isReadOnly?: true }) | Exclude<Recheck, Reading>

/** The answer to a typed code. `now` is the store's clock at the decision. */
export type AnswerOutcome = Answer & { readonly now: number }

/** The answer to a code that was typed on the device that waits. `now` is the store's clock at the decision. */
export type PendingAnswerOutcome =
  | (Exclude<PendingAnswer, UnknownChallenge> & { readonly now: number })
  | UnknownChallenge

/** The answer to a device that is to show a code. Show `code` on that device and nowhere else; it is told this once. */
export type ShowCodeOutcome =
  | { readonly status: 'shown'; readonly code: string; readonly expiresAt: number }
  | ChallengeOver
  | WrongDirection
  | UnknownChallenge
  | SessionRequired

/** What an application says for a person who cannot reach a signed-in device, having checked in another way who it is. */
export interface ApproveOptions {
  readonly by: 'recovery'
  /** What was checked, in a few words for the audit trail, such as `'e-mail code'`; cut at 64 characters. No secrets. */
  readonly evidence: string
}

/** How a waiting login stands. `now` is the store's clock, for who has to know when to look again. */
export interface PendingState
  extends Pick<Challenge, 'id' | 'status' | 'expiresAt' | 'device' | 'createdAt'> {
  readonly userId: string
  readonly now: number
}

/** The answer to a waiting device that comes to fetch its session. */
export type RedeemOutcome =
  | SignedIn
  | { readonly status: 'pending' }
  | NoSeatLeft
  | ChallengeOver
  | UnknownChallenge
