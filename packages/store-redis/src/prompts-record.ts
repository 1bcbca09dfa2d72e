import { type Prompts, StoreCorruptError } from '@seatkit/core'

/** A user's prompts as text: how many, when the last one was, and until when there are none. */
export function promptsRecord({ count, lastAt, mutedUntil }: Prompts): string {
  return `${count} ${lastAt} ${mutedUntil}`
}

/** @throws {StoreCorruptError} The text is none that {@link promptsRecord} makes. */
export function promptsOf(record: string): Prompts {
  const match = /^(\d+) (\d+) (\d+)$/.exec(record)
  if (match === null) throw new StoreCorruptError()
  return { count: Number(match[1]), lastAt: Number(match[2]), mutedUntil: Number(match[3]) }
}
