import { NO_PROMPTS, NO_WRONG_ANSWERS, RECENT_COUNT, RECENT_MS, type Snapshot } from '@seatkit/core'
import { type ChallengeRow, challengeOf } from './challenge-row.ts'
import { type SessionRow, sessionOf } from './session-row.ts'
import { whole } from './whole.ts'

/** A user as it is read in one statement. Of one of whom nothing is known, all but the clock and `nextVersion` is null. */
export type UserRow = readonly [
  now: number,
  /** Drawn for the change that may be decided on this; null where none is. */
  nextVersion: number | null,
  version: number | null,
  wrongAnswers: number | null,
  lastWrongAt: number | null,
  prompts: number | null,
  lastPromptAt: number | null,
  mutedUntil: number | null,
  sessions: readonly SessionRow[] | null,
  challenges: readonly ChallengeRow[] | null,
]

/** What a user is read by: see `RECENT_MS`. */
export function userValues(userId: string): readonly unknown[] {
  return [userId, RECENT_MS, RECENT_COUNT]
}

export function snapshotOf(userId: string, row: UserRow): Snapshot {
  const [now, , , wrongAnswers, lastWrongAt, prompts, lastPromptAt, mutedUntil, sessions, challenges] = row
  return {
    user: {
      userId,
      sessions: (sessions ?? []).map((session) => sessionOf(userId, session)),
      challenges: (challenges ?? []).map(challengeOf),
      wrongAnswers:
        wrongAnswers === null || lastWrongAt === null
          ? NO_WRONG_ANSWERS
          : { count: whole(wrongAnswers), lastAt: whole(lastWrongAt) },
      prompts:
        prompts === null || lastPromptAt === null || mutedUntil === null
          ? NO_PROMPTS
          : { count: whole(prompts), lastAt: whole(lastPromptAt), mutedUntil: whole(mutedUntil) },
    },
    now,
  }
}
