/** A change that waits for a commit: its work, and after the commit what came of it. */
export class WaitingChange<T> {
  isCommitted = false
  readonly #work: () => T
  #answer: () => T

  /** @param work  May run more than once; the last run counts. */
  constructor(work: () => T) {
    this.#work = work
    this.#answer = work
  }

  run(): void {
    const result = this.#work()
    this.#answer = () => result
  }

  fail(error: unknown): void {
    this.#answer = () => {
      throw error
    }
  }

  /** What the work returned, or throws what it threw. For after the commit. */
  answer(): T {
    return this.#answer()
  }
}
