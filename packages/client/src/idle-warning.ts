import { Observed } from './observed.ts'
import type { OwnSession } from './own-session.ts'
import type { ServerClock } from './server-clock.ts'

export interface IdleWarningOptions {
  /** The server's idle timeout; milliseconds. */
  readonly idleTimeoutMs: number
  /** How long before the end to warn; milliseconds, at most half of the idle timeout. Default 2 minutes. */
  readonly leadMs?: number
}

/** The session ends at `endsAt`, epoch milliseconds of the server's clock, unless there is activity. */
export interface IdleNotice {
  readonly endsAt: number
}

const DEFAULT_LEAD_MS = 120_000
/** Timers stand still while a computer sleeps, so the clock is looked at more often than would be needed. */
const LOOK_MS = 30_000
/** The server's socket says that time is up; only when it could not have is the server asked. */
const ASK_AFTER_MS = 1_000

/**
 * Says when the session is about to end for want of activity; null while it is not. Where the absolute limit comes
 * first it says nothing, for activity moves nothing then. Watching it watches the session.
 */
export class IdleWarning extends Observed<IdleNotice | null> {
  readonly #session: OwnSession
  readonly #clock: ServerClock
  readonly #idleTimeoutMs: number
  readonly #leadMs: number
  #release: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The deadline at which the server has been asked already. */
  #askedAt = 0

  constructor(session: OwnSession, clock: ServerClock, { idleTimeoutMs, leadMs }: IdleWarningOptions) {
    super(null)
    this.#session = session
    this.#clock = clock
    this.#idleTimeoutMs = idleTimeoutMs
    this.#leadMs = Math.min(leadMs ?? DEFAULT_LEAD_MS, idleTimeoutMs / 2)
  }

  protected start(): void {
    this.#release = this.#session.subscribe(() => this.#look())
    this.#look()
  }

  protected stop(): void {
    this.#release?.()
    clearTimeout(this.#timer)
    this.set(null)
  }

  #look(): void {
    clearTimeout(this.#timer)
    const state = this.#session.get()
    if (state.status !== 'signed-in') {
      this.set(null)
      return
    }
    const idleEnd = Date.parse(state.session.lastActiveAt) + this.#idleTimeoutMs
    const expiresAt = Date.parse(state.session.expiresAt)
    const warnAt = idleEnd < expiresAt ? idleEnd - this.#leadMs : Number.POSITIVE_INFINITY
    const askAt = Math.min(idleEnd, expiresAt) + ASK_AFTER_MS
    const now = this.#clock.now()

    if (now < warnAt) this.set(null)
    else if (this.get()?.endsAt !== idleEnd) this.set({ endsAt: idleEnd })

    if (now >= askAt && state.connection !== 'open' && this.#askedAt !== askAt) {
      this.#askedAt = askAt
      void this.#session.check()
    }
    const next = Math.min(...[warnAt, askAt].filter((at) => at > now), now + LOOK_MS)
    this.#timer = setTimeout(() => this.#look(), next - now)
  }
}
