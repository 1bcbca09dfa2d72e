import { type Challenge, isOpen } from './challenge.ts'
import { NO_PROMPTS, type Prompts } from './prompts.ts'
import type { Session } from './session.ts'
import { NO_WRONG_ANSWERS, type WrongAnswers } from './wrong-answers.ts'

/**
 * All that a decision may know of one user: what is open, and what ended lately, so that a retried write finds what it
 * wrote the first time and a waiting device learns how its challenge ended. These are facts, never decisions: a policy
 * that did not write them can go on from them.
 */
export interface UserSessions {
  readonly userId: string
  /** Sessions not ended, and the {@link recent} ones. */
  readonly sessions: readonly Session[]
  /** Challenges that are open, and the {@link recent} ones. */
  readonly challenges: readonly Challenge[]
  readonly wrongAnswers: WrongAnswers
  readonly prompts: Prompts
}

/** A user of whom nothing is known yet. */
export function emptyUser(userId: string = 'user'): UserSessions {
  return { userId, sessions: [], challenges: [], wrongAnswers: NO_WRONG_ANSWERS, prompts: NO_PROMPTS }
}

/** How long, and how many of them, ended sessions and closed challenges stay in {@link UserSessions}. */
export const RECENT_MS = 600_000
export const RECENT_COUNT = 50

/** Cuts a user down to what is open and what ended lately: what a store has to hand to a decision. */
export function recent(user: UserSessions, now: number): UserSessions {
  return {
    ...user,
    sessions: keepRecent(user.sessions, endedAt, now),
    challenges: keepRecent(user.challenges, closedAt, now),
  }
}

const endedAt = (session: Session): number | undefined => session.endedAt
const closedAt = (challenge: Challenge): number | undefined =>
  isOpen(challenge) ? undefined : (challenge.closedAt ?? challenge.expiresAt)

function keepRecent<T>(
  items: readonly T[],
  overAt: (item: T) => number | undefined,
  now: number,
): readonly T[] {
  if (items.every((item) => overAt(item) === undefined)) return items
  const kept = new Set(
    items
      .filter((item) => (overAt(item) ?? 0) > now - RECENT_MS)
      .sort((a, b) => (overAt(b) ?? 0) - (overAt(a) ?? 0))
      .slice(0, RECENT_COUNT),
  )
  return items.filter((item) => overAt(item) === undefined || kept.has(item))
}
