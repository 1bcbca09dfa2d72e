/** Counts messages in a window that slides: at any instant, no more than the limit in the time before it. */
export class MessageRate {
  readonly #limit: number
  readonly #windowMs: number
  #allowedAt: number[] = []

  constructor(limit: number, windowMs: number) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** Whether one more is within the limit; only those that are count. @param now  Of a clock that never goes back. */
  allow(now: number): boolean {
    this.#allowedAt = this.#allowedAt.filter((at) => now - at < this.#windowMs)
    if (this.#allowedAt.length >= this.#limit) return false
    this.#allowedAt.push(now)
    return true
  }
}
