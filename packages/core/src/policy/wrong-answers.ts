/**
 * A user's wrong answers in a row, over all challenges. Only a right answer resets them: neither a new challenge nor a
 * resent code does (NIST SP 800-63B §3.1.3.2: a new secret "SHALL NOT reset the failed authentication count").
 */
export interface WrongAnswers {
  readonly count: number
  readonly lastAt: number
}

export const NO_WRONG_ANSWERS: WrongAnswers = { count: 0, lastAt: 0 }

/** Wrong answers in a row that cost nothing: two challenges' worth. */
const FREE_ANSWERS = 10
const FIRST_DELAY_MS = 30_000
/** With one answer a day at the end, 100 in a row (NIST SP 800-63B §3.2.2) take months, not minutes. */
const MAX_DELAY_MS = 86_400_000

/** The instant from which the next answer is accepted: after the tenth wrong one 30 s later, then twice as long each time. */
export function answersAllowedAt({ count, lastAt }: WrongAnswers): number {
  if (count < FREE_ANSWERS) return 0
  return lastAt + Math.min(FIRST_DELAY_MS * 2 ** (count - FREE_ANSWERS), MAX_DELAY_MS)
}
