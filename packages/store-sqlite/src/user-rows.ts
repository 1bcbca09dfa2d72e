import {
  NO_PROMPTS,
  NO_WRONG_ANSWERS,
  RECENT_COUNT,
  RECENT_MS,
  StoreConflictError,
  type UserSessions,
  type Writes,
} from '@seatkit/core'
import { challengeOf, challengeValues } from './challenge-row.ts'
import type { Queries } from './queries.ts'
import { sessionOf, sessionValues } from './session-row.ts'

/** What a decision is handed: what is open, and what ended lately. */
export function readUser(sql: Queries, userId: string, now: number): UserSessions {
  const since = now - RECENT_MS
  const sessions = sql.recentSessions.all(userId, userId, since, RECENT_COUNT)
  const challenges = sql.recentChallenges.all(userId, userId, since, RECENT_COUNT)
  const wrong = sql.wrongAnswers.get(userId)
  const prompts = sql.prompts.get(userId)
  return {
    userId,
    sessions: sessions.map((row) => sessionOf(userId, row)),
    challenges: challenges.map(challengeOf),
    wrongAnswers: wrong === undefined ? NO_WRONG_ANSWERS : { count: wrong.count, lastAt: wrong.last_at },
    prompts:
      prompts === undefined
        ? NO_PROMPTS
        : { count: prompts.count, lastAt: prompts.last_at, mutedUntil: prompts.muted_until },
  }
}

/**
 * Writes what was decided on `current`: records it showed are changed where they have not ended, all others are new.
 *
 * @throws {StoreConflictError} A new record's id is taken, or a session that has ended would be written again.
 */
export function writeUser(sql: Queries, current: UserSessions, writes: Writes, now: number): void {
  const { userId } = current
  sql.dropOldChallenges.run(userId, now - RECENT_MS)
  for (const session of writes.sessions) {
    const [id = null, ...values] = sessionValues(session)
    const { changes } = isIn(current.sessions, session)
      ? sql.updateSession.run(...values, userId, id)
      : sql.insertSession.run(userId, id, ...values)
    if (changes === 0) throw new StoreConflictError()
  }
  for (const challenge of writes.challenges) {
    const [id = null, ...values] = challengeValues(challenge)
    const { changes } = isIn(current.challenges, challenge)
      ? sql.updateChallenge.run(...values, userId, id)
      : sql.insertChallenge.run(userId, id, ...values)
    if (changes === 0) throw new StoreConflictError()
  }
  const { wrongAnswers, prompts } = writes
  if (wrongAnswers) sql.putWrongAnswers.run(userId, wrongAnswers.count, wrongAnswers.lastAt)
  if (prompts) sql.putPrompts.run(userId, prompts.count, prompts.lastAt, prompts.mutedUntil)
}

function isIn(seen: readonly { readonly id: string }[], { id }: { readonly id: string }): boolean {
  return seen.some((item) => item.id === id)
}
