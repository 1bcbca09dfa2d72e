import { type SessionEvent, StoreCorruptError } from '@seatkit/core'

/** An event of the audit trail: its number among the user's, when it was committed, and what happened. */
export interface EventRecord {
  readonly number: string
  readonly committedAt: number
  readonly event: SessionEvent
}

/** @throws {StoreCorruptError} The text is not "number, committed at, JSON". */
export function eventRecordOf(userId: string, record: string): EventRecord {
  const match = /^(\d+) (\d+) (.*)$/s.exec(record)
  if (match === null) throw new StoreCorruptError()
  const [, number = '', committedAt, json = ''] = match
  return { number, committedAt: Number(committedAt), event: eventOf(userId, json) }
}

function eventOf(userId: string, json: string): SessionEvent {
  try {
    return { ...JSON.parse(json), userId } as SessionEvent
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
}
