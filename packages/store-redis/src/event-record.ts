import { type SessionEvent, StoreCorruptError } from '@seatkit/core'

/** An event of the audit trail: its number among the user's, when it was committed, and what happened. */
export interface EventRecord {
  readonly number: string
  readonly committedAt: number
  readonly event: SessionEvent
}

/** What is stored of an event: all but the user, who is known wherever one is read. */
export function eventJson({ userId: _, ...event }: SessionEvent): string {
  if (!('session' in event)) return JSON.stringify(event)
  const { userId: _user, ...session } = event.session
  return JSON.stringify({ ...event, session })
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
    const event = JSON.parse(json)
    return 'session' in event
      ? { ...event, userId, session: { ...event.session, userId } }
      : { ...event, userId }
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
}
