import type {
  Answer,
  Challenge,
  ChallengeOver,
  EndReason,
  LimitReached,
  NoSeatLeft,
  Session,
  TooManyChallenges,
  UnknownChallenge,
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

/** Waiting. Show `code` on this device and nowhere else; keep `ticket` to ask, redeem or cancel. */
export interface Waiting {
  readonly status: 'challenged'
  readonly challenge: { readonly id: string; readonly code: string; readonly expiresAt: number }
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
