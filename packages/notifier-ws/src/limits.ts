/** What one socket may cost, all in one place. `docs/PROTOCOL.md` tells clients of those they can meet. */
export const LIMITS = {
  /** From the request to upgrade to the answer: for a store, a bus or a policy function that hangs; milliseconds. */
  upgradeMs: 5_000,
  /** Requests to upgrade that may wait for the store at once: a flood of them finds 503, and the store its breath. */
  upgradesAtOnce: 256,
  /** A message of the protocol is far shorter; bytes. */
  messageBytes: 4_096,
  /** Fragments of a message, and pieces it may arrive in: more is an attack on memory. */
  messageFragments: 16,
  messageChunks: 64,
  /** Messages and pings a client may send within {@link LIMITS.rateWindowMs}. */
  messagesPerWindow: 30,
  rateWindowMs: 60_000,
  /** Sockets that one session, or one waiting login, may hold: that many tabs. */
  socketsPerOwner: 5,
  /** What may wait to be sent to a client that does not read; bytes. */
  unsentBytes: 65_536,
  /** Between two pings; a socket that leaves two of them unanswered is cut off; milliseconds. */
  pingIntervalMs: 30_000,
  missedPongs: 2,
  /** How long clients may take to close when the notifier does; milliseconds. */
  closeGraceMs: 1_000,
} as const
