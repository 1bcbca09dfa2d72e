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
   * What `answer` becomes, unless the deadline passes first. Whatever becomes of it then is nobody's: it may still have
   * happened.
   *
   * @throws {Error} It passed.
   */
  of<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(late()), Math.max(this.left(), 0))
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

export function late(): Error {
  return new Error('Redis did not answer in time')
}
