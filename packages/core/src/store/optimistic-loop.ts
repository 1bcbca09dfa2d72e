import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreConflictError } from './errors.ts'

/** What an attempt answers when somebody else changed the user in between, so that it has to be made again. */
export const CONFLICT: unique symbol = Symbol('conflict')

const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 80

/**
 * Repeats attempts to change a user until one wins, for stores that read, decide and compare-and-set.
 *
 * In one process the attempts of one user queue up, so 50 logins at once do not fight each other; between processes an
 * attempt that lost tries again after a random pause. The deadline counts from the call, queueing included.
 */
export class OptimisticLoop {
  readonly #timeoutMs: number
  readonly #queues = new Map<string, Promise<void>>()

  /** @param timeoutMs  How long one call may take before it fails; milliseconds. Default 2,000. */
  constructor(timeoutMs: number = 2_000) {
    this.#timeoutMs = timeoutMs
  }

  /**
   * @param attempt  Reads, decides and commits once; answers {@link CONFLICT} when it lost. Errors end the loop.
   * @throws {StoreConflictError}  No attempt won before the deadline. Nothing was written.
   */
  run<T>(userId: string, attempt: () => Promise<T | typeof CONFLICT>): Promise<T> {
    const deadline = performance.now() + this.#timeoutMs
    const before = this.#queues.get(userId)
    const turn = before ? before.then(() => this.#repeat(attempt, deadline)) : this.#repeat(attempt, deadline)
    const leave = (): void => {
      if (this.#queues.get(userId) === left) this.#queues.delete(userId)
    }
    const left = turn.then(leave, leave)
    this.#queues.set(userId, left)
    return turn
  }

  async #repeat<T>(attempt: () => Promise<T | typeof CONFLICT>, deadline: number): Promise<T> {
    for (let tries = 0; performance.now() < deadline; tries++) {
      const outcome = await attempt()
      if (outcome !== CONFLICT) return outcome
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)
      await pause(Math.min(randomInt(longest) + 1, Math.max(deadline - performance.now(), 0)))
    }
    throw new StoreConflictError()
  }
}
