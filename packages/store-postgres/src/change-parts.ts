import { type Change, StoreConflictError, type UserSessions } from '@seatkit/core'
import { challengeRow } from './challenge-row.ts'
import type { Part } from './commit-statement.ts'
import { OPEN_SESSION_COLUMNS, sessionRow } from './session-row.ts'

type Value = string | number | null

/** What one change writes: its parts, and their values one after the other. */
export interface ChangeParts {
  readonly parts: readonly Part[]
  readonly values: readonly Value[]
}

/** When a change was decided, and between which versions of the user it is. */
export interface ChangeStep {
  /** Null: nothing was known of the user. */
  readonly from: number | null
  readonly to: number
  readonly at: number
}

/** @param current  What the change was decided on. */
export function changeParts(
  { from, to, at }: ChangeStep,
  current: UserSessions,
  { writes, events }: Change<unknown>,
  lockTimeoutMs: number | null,
): ChangeParts {
  const { wrongAnswers, prompts } = writes
  const user = from === null ? 'newUser' : 'knownUser'
  const hasCounts = wrongAnswers !== undefined || prompts !== undefined
  const parts: Part[] = [hasCounts ? `${user}Counts` : user]
  const values: Value[] = [current.userId, to, lockTimeoutMs]
  if (from !== null) values.push(from)
  if (hasCounts) {
    values.push(wrongAnswers?.count ?? null, wrongAnswers?.lastAt ?? null)
    values.push(prompts?.count ?? null, prompts?.lastAt ?? null, prompts?.mutedUntil ?? null)
  }

  const addList = (part: Part, records: readonly object[]): void => {
    if (records.length === 0) return
    parts.push(part)
    values.push(JSON.stringify(records))
  }
  const [newSessions, changedSessions] = split(writes.sessions, current.sessions)
  const [first, ...more] = newSessions.map(sessionRow)
  if (first?.ended_at === null && first.previous_hash === null) {
    parts.push('session')
    for (const name of OPEN_SESSION_COLUMNS) values.push(first[name])
    addList('moreSessions', more)
  } else addList('moreSessions', newSessions.map(sessionRow))
  addList('changedSessions', changedSessions.map(sessionRow))
  const [newChallenges, changedChallenges] = split(writes.challenges, current.challenges)
  addList('newChallenges', newChallenges.map(challengeRow))
  addList('changedChallenges', changedChallenges.map(challengeRow))
  if (events.length > 0) {
    parts.push(events.length === 1 ? 'event' : 'events')
    values.push(at, JSON.stringify(events.length === 1 ? events[0] : events))
  }
  return { parts, values }
}

/** @throws {StoreConflictError} A session that has ended would be written again. */
export function refuseRevival(current: UserSessions, { writes }: Change<unknown>): void {
  const ended = new Set(current.sessions.filter(({ endedAt }) => endedAt !== undefined).map(({ id }) => id))
  if (writes.sessions.some(({ id }) => ended.has(id))) throw new StoreConflictError()
}

function split<T extends { readonly id: string }>(written: readonly T[], seen: readonly T[]): [T[], T[]] {
  const known = new Set(seen.map(({ id }) => id))
  return [written.filter(({ id }) => !known.has(id)), written.filter(({ id }) => known.has(id))]
}
