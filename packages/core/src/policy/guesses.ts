/** How many wrong answers of all users are ordinary, and what follows on more. */
export interface BreakerRule {
  readonly maxWrongAnswers: number
  readonly windowMs: number
  readonly pauseMs: number
}

/** The wrong answers of all users within the window, and until when none is taken. */
export interface Guesses {
  /** Instants, in order. */
  readonly wrongAt: readonly number[]
  readonly pausedUntil: number
}

export const NO_GUESSES: Guesses = { wrongAt: [], pausedUntil: 0 }

/**
 * After a wrong answer at `at`: one more within the window than is ordinary begins a pause, and the count begins anew.
 * Those during the pause were on their way when it began.
 */
export function guessed(guesses: Guesses, at: number, rule: BreakerRule): Guesses {
  if (at < guesses.pausedUntil) return guesses
  const wrongAt = [...guesses.wrongAt.filter((earlier) => earlier > at - rule.windowMs), at]
  if (wrongAt.length <= rule.maxWrongAnswers) return { ...guesses, wrongAt }
  return { wrongAt: [], pausedUntil: at + rule.pauseMs }
}
