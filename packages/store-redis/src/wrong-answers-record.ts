import { StoreCorruptError, type WrongAnswers } from '@seatkit/core'

/** A user's wrong answers as text: how many, and when the last one was. */
export function wrongAnswersRecord({ count, lastAt }: WrongAnswers): string {
  return `${count} ${lastAt}`
}

/** @throws {StoreCorruptError} The text is none that {@link wrongAnswersRecord} makes. */
export function wrongAnswersOf(record: string): WrongAnswers {
  const match = /^(\d+) (\d+)$/.exec(record)
  if (match === null) throw new StoreCorruptError()
  return { count: Number(match[1]), lastAt: Number(match[2]) }
}
