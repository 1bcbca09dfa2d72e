/** Why a live connection is closed, and what a client does then: see `docs/PROTOCOL.md`. */
export const CloseCode = {
  /** The waiting login is over, and its device was told how. */
  Normal: 1000,
  /** The server stops, or the session has a new token: connect again. */
  GoingAway: 1001,
  /** Too many messages, or too many connections of one session. */
  PolicyViolation: 1008,
  /** What was sent is none of the protocol's messages. */
  BadMessage: 4400,
  /** The session has ended, or the waiting login is not known (any more). */
  SessionOver: 4401,
} as const

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode]
