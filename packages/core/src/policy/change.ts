import type { Challenge } from './challenge.ts'
import type { Prompts } from './prompts.ts'
import type { Session } from './session.ts'
import type { SessionEvent } from './session-event.ts'
import type { UserSessions } from './user-sessions.ts'
import type { WrongAnswers } from './wrong-answers.ts'

/** What to store: whole records, new or changed, in the order of the decision. Everything not named stays as it is. */
export interface Writes {
  readonly sessions: readonly Session[]
  readonly challenges: readonly Challenge[]
  readonly wrongAnswers?: WrongAnswers
  readonly prompts?: Prompts
}

/** One decision: what to store, what happened, and what to answer. A store applies all of it or nothing. */
export interface Change<R> {
  readonly writes: Writes
  readonly events: readonly SessionEvent[]
  readonly result: R
}

/** Whether there is nothing to commit. */
export function isNoChange({ writes, events }: Change<unknown>): boolean {
  return (
    events.length === 0 &&
    writes.sessions.length === 0 &&
    writes.challenges.length === 0 &&
    writes.wrongAnswers === undefined &&
    writes.prompts === undefined
  )
}

/** The user after the change. Pure; what a store does with {@link Writes}, for tests, models and stores of whole values. */
export function applyWrites(user: UserSessions, writes: Writes): UserSessions {
  return {
    userId: user.userId,
    sessions: merge(user.sessions, writes.sessions),
    challenges: merge(user.challenges, writes.challenges),
    wrongAnswers: writes.wrongAnswers ?? user.wrongAnswers,
    prompts: writes.prompts ?? user.prompts,
  }
}

function merge<T extends { readonly id: string }>(stored: readonly T[], written: readonly T[]): readonly T[] {
  let merged = stored
  for (const item of written) merged = withItem(merged, item)
  return merged
}

/** The list with `item` in the place of the one with the same id, or at the end. */
export function withItem<T extends { readonly id: string }>(items: readonly T[], item: T): readonly T[] {
  const index = items.findIndex((other) => other.id === item.id)
  return index === -1 ? [...items, item] : items.with(index, item)
}
