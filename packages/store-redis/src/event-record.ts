import { type SessionEvent, StoreCorruptError } from '@seatkit/core'
import { summaryOfRecord, summaryRecord } from './session-record.ts'

/** An event of the audit trail: its number among the user's, when it was committed, and what happened. */
export interface EventRecord {
  readonly number: string
  readonly committedAt: number
  readonly event: SessionEvent
}

/**
 * An event as text: "number, committed at, JSON" with spaces between. The user is known wherever one is read, and a session
 * in it is an array, as {@link summaryRecord} makes it.
 */
export function eventRecord(number: number, committedAt: number, event: SessionEvent): string {
  const session = 'session' in event ? summaryRecord(event.session) : undefined
  return `${number} ${committedAt} ${JSON.stringify({ ...event, userId: undefined, session })}`
}

/** @throws {StoreCorruptError} The text is none that {@link eventRecord} makes. */
export function eventRecordOf(userId: string, record: string): EventRecord {
  const match = /^(\d+) (\d+) (.*)$/s.exec(record)
  if (match === null) throw new StoreCorruptError()
  const [, number = '', committedAt, json = ''] = match
  return { number, committedAt: Number(committedAt), event: eventOf(userId, json) }
}

function eventOf(userId: string, json: string): SessionEvent {
  const event = parse(json)
  if (typeof event !== 'object' || event === null) throw new StoreCorruptError()
  const told = 'session' in event ? { ...event, session: summaryOfRecord(userId, event.session) } : event
  return { ...(told as SessionEvent), userId }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
}
