import {
  type Challenge,
  deadlineOf,
  isOpen,
  NO_PROMPTS,
  NO_WRONG_ANSWERS,
  type Prompts,
  recent,
  type Session,
  StoreCorruptError,
  type UserSessions,
  type WrongAnswers,
} from '@seatkit/core'
import { challengeOf } from './challenge-record.ts'
import { promptsOf } from './prompts-record.ts'
import { arrayReply, pairsReply, textsReply } from './replies.ts'
import type { ScriptReply } from './script.ts'
import { sessionOf } from './session-record.ts'
import { wrongAnswersOf } from './wrong-answers-record.ts'

/** What Redis holds of a user, as a decision is handed it, and what is needed to commit one. */
export interface StoredUser {
  readonly user: UserSessions
  readonly now: number
  /** What the last change was named; '' when nothing is known of the user. */
  readonly version: string
  /** How many events the user has had; the last one's number. */
  readonly eventCount: number
  /** Fields of challenges that no decision looks at any more. */
  readonly staleFields: readonly string[]
}

/**
 * The answer of `readScript`.
 *
 * @throws {StoreCorruptError} What is stored cannot be read.
 */
export function storedUser(userId: string, { now, reply }: ScriptReply): StoredUser {
  const [fields, ids, records] = arrayReply(reply, 3)
  const sessions: Session[] = []
  const challenges: Challenge[] = []
  let wrongAnswers: WrongAnswers = NO_WRONG_ANSWERS
  let prompts: Prompts = NO_PROMPTS
  let version = ''
  for (const [field, value] of pairsReply(fields)) {
    if (field === 'v') version = value
    else if (field === 'w') wrongAnswers = wrongAnswersOf(value)
    else if (field === 'p') prompts = promptsOf(value)
    else if (field.startsWith('s:')) sessions.push(sessionOf(userId, field.slice(2), value))
    else if (field.startsWith('c:')) challenges.push(challengeOf(value))
  }
  const texts = textsReply(records)
  for (const [index, id] of textsReply(ids).entries()) {
    sessions.push(sessionOf(userId, id, texts[index] ?? ''))
  }
  const known = {
    userId,
    sessions: inOrder(sessions),
    challenges: inOrder(challenges),
    wrongAnswers,
    prompts,
  }
  const user = recent(known, now)
  const staleFields = challenges.filter((one) => !user.challenges.includes(one)).map(({ id }) => `c:${id}`)
  return { user, now, version, eventCount: eventCountOf(version), staleFields }
}

/**
 * A version that no other change makes, and how many events there were after it: who is handed a user can number the next
 * ones, for they are committed only if the version still stands.
 */
export function versionOf(eventCount: number, name: string): string {
  return `${eventCount}:${name}`
}

function eventCountOf(version: string): number {
  if (version === '') return 0
  const [, count] = /^(\d{1,15}):/.exec(version) ?? []
  if (count === undefined) throw new StoreCorruptError()
  return Number(count)
}

/** When time may next end something of the user's; undefined when nothing is open. */
export function nextDeadline({ sessions, challenges }: UserSessions): number | undefined {
  let next: number | undefined
  for (const session of sessions) {
    if (session.endedAt === undefined) next = Math.min(next ?? Number.POSITIVE_INFINITY, deadlineOf(session))
  }
  for (const challenge of challenges) {
    if (isOpen(challenge)) next = Math.min(next ?? Number.POSITIVE_INFINITY, challenge.expiresAt)
  }
  return next
}

/**
 * When the sweeper has to look at the user; undefined when nothing is open. What is open may stay so for longer than
 * history is kept: then before any of it is too old.
 */
export function dueAt(user: UserSessions, now: number, retentionMs: number): number | undefined {
  const deadline = nextDeadline(user)
  return deadline && Math.min(deadline, now + retentionMs)
}

function inOrder<T extends { readonly id: string; readonly createdAt: number }>(items: T[]): T[] {
  return items.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}
