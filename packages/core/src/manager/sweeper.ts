import { isSeatkitError, type SessionStore } from '../store/index.ts'

/** Users, and records, that one pass may handle: bounded, so that a backlog cannot keep a store busy. */
const PASS_LIMIT = 1_000

/**
 * Records what time has ended, so that it is logged and told even if nobody comes back, and lets the store drop what its
 * retention no longer keeps. Several processes may sweep one store: ending twice ends once.
 */
export class Sweeper {
  readonly #store: SessionStore
  readonly #expire: (userId: string) => Promise<void>
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #pass: Promise<number> | undefined
  /** Those who stayed behind in the pass before: they are asked for on top, or they would take the others' places. */
  readonly #failed = new Set<string>()

  constructor(
    store: SessionStore,
    expire: (userId: string) => Promise<void>,
    onError: (error: unknown) => void,
  ) {
    this.#store = store
    this.#expire = expire
    this.#onError = onError
  }

  /** Sweeps every `intervalMs`. The timer alone keeps no process alive. */
  start(intervalMs: number): void {
    this.#timer = setInterval(() => this.sweep().catch(this.#onError), intervalMs)
    this.#timer.unref()
  }

  /** One bounded pass; a call during a pass joins it. Resolves with the number of users whose ends were recorded. */
  sweep(): Promise<number> {
    this.#pass ??= this.#once().finally(() => {
      this.#pass = undefined
    })
    return this.#pass
  }

  /** Stops the timer and waits for a running pass; of its failure, whoever started it is told. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#pass?.catch(() => {})
  }

  async #once(): Promise<number> {
    let users = 0
    const failedBefore = this.#failed.size
    this.#failed.clear()
    for await (const userId of this.#store.expired(PASS_LIMIT + failedBefore)) {
      if (await this.#recordEnds(userId)) users++
      else if (this.#failed.size < PASS_LIMIT) this.#failed.add(userId)
    }
    await this.#store.purge(PASS_LIMIT)
    return users
  }

  /** One user who cannot be handled, for a record is damaged, must not keep the others waiting. */
  async #recordEnds(userId: string): Promise<boolean> {
    try {
      await this.#expire(userId)
      return true
    } catch (error) {
      if (isSeatkitError(error) && error.code === 'store-unavailable') throw error
      this.#onError(error)
      return false
    }
  }
}
