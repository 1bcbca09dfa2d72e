/** The JSON of the server's HTTP answers and WebSocket messages. Instants are ISO 8601 texts in UTC. */

/** A device as people see it. */
export interface Device {
  /** Such as "Firefox on Windows". */
  readonly name: string
  readonly userAgent: string
  readonly ip: string
}

/** Why a session ended. */
export type EndReason =
  | 'displaced'
  | 'replaced'
  | 'revoked'
  | 'signed-out'
  | 'idle-timeout'
  | 'absolute-timeout'
  | 'user-disabled'

/** One signed-in device. */
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
  /** Where it is there: ask for the code and show it here, instead of letting the person type it. */
  readonly codeShownOn?: 'trusted-device'
  /** Where it is there: show it only where waiting logins are listed. */
  readonly prompt?: false
}

/** A login that waits for approval, as the waiting device sees it. */
export interface OwnChallenge {
  readonly id: string
  /** Where it is there: let the person type here what the other device shows. */
  readonly codeShownOn?: 'trusted-device'
  /** Six digits, where this device is the one to show them. */
  readonly code?: string
  readonly expiresAt: string
}

/** The code of a waiting login, for the device that asked to show it. */
export interface ShownCode {
  readonly code: string
  readonly expiresAt: string
}

/** How a login that had to wait stands. */
export type ChallengeStatus =
  | 'pending'
  | 'approved'
  | 'redeemed'
  | 'denied'
  | 'expired'
  | 'superseded'
  | 'exhausted'
  | 'cancelled'

/** What a ticket is answered. */
export interface Pending {
  readonly status: ChallengeStatus
  readonly expiresAt: string
}

/** The answer to a login that was admitted. */
export interface SignedIn {
  readonly status: 'signed-in'
  readonly session: Session
  /** The sessions that ended for it. */
  readonly ended: readonly Session[]
}

/** The answer to a login that needs approval. */
export interface Challenged {
  readonly status: 'challenge'
  readonly challenge: OwnChallenge
}

/** A page of the session log. */
export interface History {
  readonly sessions: readonly Session[]
  /** The cursor of the page after this one, if there is one. */
  readonly next?: string
}

/** What the server tells over the WebSocket, except replies to messages: this client sends none. */
export type ServerMessage =
  | { readonly type: 'hello'; readonly session: Session; readonly challenges: readonly Challenge[] }
  | {
      readonly type: 'hello'
      readonly pending: { readonly id: string; readonly status: ChallengeStatus; readonly expiresAt: string }
    }
  | { readonly type: 'challenge.created'; readonly challenge: Challenge }
  | {
      readonly type: 'challenge.closed'
      readonly challengeId: string
      readonly status: Exclude<ChallengeStatus, 'pending'>
    }
  | { readonly type: 'session.started' | 'session.ended'; readonly session: Session }

/** The codes of all problems Seatkit answers with. */
export type ProblemCode =
  | 'invalid-request'
  | 'session-required'
  | 'reauthentication-required'
  | 'ticket-required'
  | 'cross-origin'
  | 'session-too-young'
  | 'not-found'
  | 'method-not-allowed'
  | 'session-limit-reached'
  | 'challenge-pending'
  | 'wrong-direction'
  | 'challenge-over'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'wrong-code'
  | 'upgrade-required'
  | 'too-many-attempts'
  | 'too-many-challenges'
  | 'store-unavailable'
