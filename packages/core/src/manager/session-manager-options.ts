import type { Duration, SessionEvent } from '../policy/index.ts'
import type { SessionStore } from '../store/index.ts'
import type { PolicySource } from './changes.ts'
import type { EventBus } from './event-bus.ts'
import type { BreakerOpened, BreakerOptions } from './guess-breaker.ts'
import type { IpPrivacy } from './ip-privacy.ts'
import type { TokenFormat } from './token-format.ts'

export interface SessionManagerOptions {
  readonly store: SessionStore
  /**
   * The rules, or a function that finds them for a user (plan, role), called before each decision. Default
   * `twoSessions()`. With a function, activity is recorded at most every 60 seconds.
   */
  readonly policy?: PolicySource
  /** Key for the codes: 32 bytes or more, secret, and the same in every process that shares the store. */
  readonly secret: string | Uint8Array
  /** How tokens are written. Default {@link opaqueTokens}; `jwtTokens` is in `@seatkit/core/jwt`. */
  readonly tokens?: TokenFormat
  /**
   * How long after a rotation requests that were under way with the old token may still read. They record no activity and
   * change nothing, and the end of the session ends them at once. Default 10 seconds, `0` = not at all, at most 60 seconds.
   */
  readonly rotationGrace?: Duration
  /**
   * What is kept of clients' addresses, in the store, in events and in lists: `'full'`, `'truncated'` to a /24 or /64,
   * `'hashed'` under the secret, or nothing (`'off'`). Default `'full'`. Nothing is decided by them.
   */
  readonly ipPrivacy?: IpPrivacy
  /** Carries events to other processes. Default: this process only. */
  readonly bus?: EventBus
  /** Called with every event after it is committed, in order. What it throws goes to `onError`. */
  readonly onEvent?: (event: SessionEvent) => void | Promise<void>
  /**
   * When wrong answers of all users together are so many that codes are being guessed over many accounts, no answer is
   * compared for a while: each gets `too-many-attempts`. Each process counts what the bus tells. Default: after 300
   * within 10 minutes, for 10 minutes.
   */
  readonly breaker?: BreakerOptions | 'never'
  /** Called once in each process when that begins; it ends by itself. Somebody should look. */
  readonly onBreakerOpen?: (opened: BreakerOpened) => void | Promise<void>
  /** Called with failures that no caller waits for: of the bus, of `onEvent` and `onBreakerOpen`, of the sweep. Default: a process warning. */
  readonly onError?: (error: unknown) => void
  /** How often ends by time are recorded and old history is dropped. Default 60 seconds. */
  readonly sweepInterval?: Duration | 'never'
}
