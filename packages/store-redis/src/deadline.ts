/** Until when a call has to have an answer, by this process' own clock, which nobody sets back. */
export class Deadline {
  readonly #at: number

  constructor(ms: number) {
    this.#at = performance.now() + ms
  }

  /** Milliseconds left; not positive once it has passed. */
  left(): number {
    return this.#at - performance.now()
  }

  /**
   * What `answer` becomes, unless `ms`, or the deadline if that is sooner, passes first. Whatever becomes of it then is
   * nobody's: it may still have happened.
   *
   * @throws {Error} It passed.
   */
  of<T>(answer: Promise<T>, ms: number = Number.POSITIVE_INFINITY): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error('Redis did not answer in time'))
      const timer = setTimeout(late, Math.max(Math.min(ms, this.left()), 0))
      answer.then(
        (value) => {
          clearTimeout(timer)
          resolve(value)
        },
        (error: unknown) => {
          clearTimeout(timer)
          reject(error)
        },
      )
    })
  }
}
