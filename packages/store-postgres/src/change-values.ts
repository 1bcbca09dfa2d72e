import { type Change, StoreConflictError, type UserSessions } from '@seatkit/core'
import { challengeRow } from './challenge-row.ts'
import { SESSION_COLUMNS, sessionRow } from './session-row.ts'

/** What a change writes, as `commit_change` takes it: lists as JSON, and one new session by its columns, at the end. */
export function changeValues(
  current: UserSessions,
  { writes, events }: Change<unknown>,
): (string | number | null)[] {
  const [newSessions, changedSessions] = split(writes.sessions, current.sessions)
  const [newChallenges, changedChallenges] = split(writes.challenges, current.challenges)
  const [first, ...more] = newSessions.map(sessionRow)
  return [
    writes.wrongAnswers?.count ?? null,
    writes.wrongAnswers?.lastAt ?? null,
    writes.prompts?.count ?? null,
    writes.prompts?.lastAt ?? null,
    writes.prompts?.mutedUntil ?? null,
    listOf(more),
    listOf(changedSessions.map(sessionRow)),
    listOf(newChallenges.map(challengeRow)),
    listOf(changedChallenges.map(challengeRow)),
    listOf(events),
    ...SESSION_COLUMNS.map((name) => first?.[name] ?? null),
  ]
}

/** Null for none, so that nothing is done for them. */
function listOf(records: readonly object[]): string | null {
  return records.length === 0 ? null : JSON.stringify(records)
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
