import type { SessionManager } from '../manager/index.ts'
import type { SessionEvent } from '../policy/index.ts'
import { isSeatkitError } from '../store/index.ts'

/** What is watched: told of events, and asked to read the store where events may have been lost. */
export interface Watched {
  readonly userId: string
  /** Reads the store and tells what has changed. Resolves with the milliseconds after which time may change it again. */
  read(): Promise<number>
  /** An event; possibly one whose effect has been read already. */
  onEvent(event: SessionEvent): void
  /** Whether an event is the last one that matters, so that it need not wait for a read that is going on. */
  isLast(event: SessionEvent): boolean
}

const RETRY_MS = 2_000

/**
 * Watches one user's sessions: subscribes first and reads then, so that nothing falls in between; reads again after a
 * gap, on a timer, and at the next deadline. Events that arrive during a read wait for it.
 */
export class Watch {
  readonly #watched: Watched
  readonly #intervalMs: number
  #unsubscribe: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  /** Events that wait for a read to be done, the first one included; null while none is going on. */
  #held: SessionEvent[] | null = []
  #readAgain = false
  #isStopped = false

  /** @param intervalMs  How long may pass between two reads at most; milliseconds. */
  constructor(watched: Watched, intervalMs: number) {
    this.#watched = watched
    this.#intervalMs = intervalMs
  }

  /** Resolves after the first read; rejects, and holds nothing, when that or the subscription fails. */
  async start(sessions: SessionManager): Promise<void> {
    this.#unsubscribe = await sessions.subscribe(this.#watched.userId, {
      onEvents: (events) => this.#onEvents(events),
      onGap: () => this.readAgain(),
    })
    try {
      await this.#read()
    } catch (error) {
      this.stop()
      throw error
    }
  }

  /** Reads now, or once more after the read that is going on. */
  readAgain(): void {
    if (this.#held === null) this.#readOrRetry()
    else this.#readAgain = true
  }

  stop(): void {
    this.#isStopped = true
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    clearTimeout(this.#timer)
  }

  #onEvents(events: readonly SessionEvent[]): void {
    const last = events.find((event) => this.#watched.isLast(event))
    if (last !== undefined) this.#watched.onEvent(last)
    else if (this.#held === null) for (const event of events) this.#watched.onEvent(event)
    else this.#held.push(...events)
  }

  async #read(): Promise<void> {
    this.#held = []
    this.#readAgain = false
    let waitMs: number
    try {
      waitMs = await this.#watched.read()
    } finally {
      const held = this.#held
      this.#held = null
      for (const event of held) this.#watched.onEvent(event)
    }
    this.#schedule(this.#readAgain ? 0 : waitMs)
  }

  #readOrRetry(): void {
    this.#read().catch((error: unknown) => {
      warnOfUnexpected(error)
      this.#schedule(RETRY_MS)
    })
  }

  #schedule(waitMs: number): void {
    clearTimeout(this.#timer)
    if (this.#isStopped) return
    this.#timer = setTimeout(() => this.readAgain(), Math.min(waitMs, this.#intervalMs))
  }
}

/** A store that cannot answer is expected, and answered. Any other error is a defect somewhere that nobody waits for. */
export function warnOfUnexpected(error: unknown): void {
  if (!isSeatkitError(error)) process.emitWarning(error instanceof Error ? error : String(error))
}
