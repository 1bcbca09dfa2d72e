/**
 * Guesses whether the next activity is due, from what the last ones were: where requests are rare, nearly every one is.
 *
 * Counts to three and back, as processors guess branches: one exception does not change the guess.
 */
export class DueGuess {
  #count = 0

  get isDue(): boolean {
    return this.#count > 1
  }

  /** @param wasDue  Whether activity was recorded just now. */
  learn(wasDue: boolean): void {
    this.#count = wasDue ? Math.min(this.#count + 1, 3) : Math.max(this.#count - 1, 0)
  }
}
