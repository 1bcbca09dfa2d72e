/** The JSON of the server's HTTP answers and WebSocket frames. Instants are ISO 8601 strings. */

export interface Device {
  readonly name: string
  readonly userAgent: string
  readonly ip: string
}

export type EndReason =
  | 'displaced'
  | 'replaced'
  | 'revoked'
  | 'signed-out'
  | 'idle-timeout'
  | 'absolute-timeout'
  | 'user-disabled'

export interface Session {
  readonly id: string
  /** Whether it is the session that asks. */
  readonly current: boolean
  readonly device: Device
  readonly createdAt: string
  readonly lastActiveAt: string
  readonly expiresAt: string
  readonly endedAt?: string
  readonly endReason?: EndReason
}

/** A login that waits for approval, as those who may answer see it. */
export interface Challenge {
  readonly id: string
  readonly device: Device
  readonly createdAt: string
  readonly expiresAt: string
}

/** A login that waits for approval, as the waiting device sees it: it alone has the code. */
export interface OwnChallenge {
  readonly id: string
  readonly code: string
  readonly expiresAt: string
}

export type ChallengeStatus =
  | 'pending'
  | 'approved'
  | 'redeemed'
  | 'denied'
  | 'expired'
  | 'superseded'
  | 'exhausted'
  | 'cancelled'

export interface Pending {
  readonly status: ChallengeStatus
  readonly expiresAt: string
}

export interface SignedIn {
  readonly status: 'signed-in'
  readonly session: Session
  readonly ended: readonly Session[]
}

export interface Challenged {
  readonly status: 'challenge'
  readonly challenge: OwnChallenge
}

export interface History {
  readonly sessions: readonly Session[]
  /** The cursor of the page after this one, if there is one. */
  readonly next?: string
}

export interface Settings {
  readonly policy: 'two-sessions' | 'single-session'
  readonly idleTimeoutMs: number
}

export type ServerFrame =
  | { readonly type: 'hello'; readonly session: Session; readonly challenges: readonly Challenge[] }
  | { readonly type: 'hello'; readonly pending: Pending & { readonly id: string } }
  | { readonly type: 'challenge.created'; readonly challenge: Challenge }
  | { readonly type: 'challenge.closed'; readonly challengeId: string; readonly status: ChallengeStatus }
  | { readonly type: 'session.started'; readonly session: Session }
  | { readonly type: 'session.ended'; readonly session: Session }
