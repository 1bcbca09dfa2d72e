/** How much of a user's past is kept. */
export interface HistoryLimits {
  readonly retentionMs: number
  /** Ended sessions. */
  readonly sessions: number
  readonly events: number
}
