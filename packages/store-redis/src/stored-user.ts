import {
  type Challenge,
  deadlineOf,
  isOpen,
  NO_PROMPTS,
  NO_WRONG_ANSWERS,
  type Prompts,
  recent,
  type Session,
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
  return { user, now, version, staleFields }
}

/** When time may next end something of the user's; undefined when nothing is open. */
export function nextDeadline({ sessions, challenges }: UserSessions): number | undefined {
  const deadlines = [
    ...sessions.filter(({ endedAt }) => endedAt === undefined).map(deadlineOf),
    ...challenges.filter(isOpen).map(({ expiresAt }) => expiresAt),
  ]
  return deadlines.length === 0 ? undefined : Math.min(...deadlines)
}

function inOrder<T extends { readonly id: string; readonly createdAt: number }>(items: T[]): T[] {
  return items.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
}
