import { NO_PROMPTS, NO_WRONG_ANSWERS, RECENT_COUNT, RECENT_MS, type Snapshot } from '@seatkit/core'
import { type ChallengeRow, challengeOf } from './challenge-row.ts'
import { type SessionRow, sessionOf } from './session-row.ts'
import { whole } from './whole.ts'

/** A user as it is read in one statement. Of one of whom nothing is known, all but the clock is null. */
export interface UserRow {
  readonly now: number
  /** Drawn for the change that may be decided on this; null where none is. */
  readonly next_version: number | null
  readonly version: number | null
  readonly wrong_answers: number | null
  readonly last_wrong_at: number | null
  readonly prompts: number | null
  readonly last_prompt_at: number | null
  readonly muted_until: number | null
  readonly sessions: readonly SessionRow[] | null
  readonly challenges: readonly ChallengeRow[] | null
}

/** What a user is read by: see `RECENT_MS`. */
export function userValues(userId: string): readonly unknown[] {
  return [userId, RECENT_MS, RECENT_COUNT]
}

export function snapshotOf(userId: string, row: UserRow): Snapshot {
  const { wrong_answers: count, last_wrong_at: lastAt } = row
  const { prompts, last_prompt_at, muted_until } = row
  return {
    user: {
      userId,
      sessions: (row.sessions ?? []).map((session) => sessionOf(userId, session)),
      challenges: (row.challenges ?? []).map(challengeOf),
      wrongAnswers:
        count === null || lastAt === null ? NO_WRONG_ANSWERS : { count: whole(count), lastAt: whole(lastAt) },
      prompts:
        prompts === null || last_prompt_at === null || muted_until === null
          ? NO_PROMPTS
          : { count: whole(prompts), lastAt: whole(last_prompt_at), mutedUntil: whole(muted_until) },
    },
    now: row.now,
  }
}
