import { type Change, StoreConflictError, type UserSessions } from '@seatkit/core'
import { challengeRow } from './challenge-row.ts'
import { SESSION_COLUMNS, sessionRow } from './session-row.ts'

/** What writes a change: `commit_login` if one session is new, as in a login, and `commit_change` otherwise. */
export interface CommitValues {
  readonly statement: 'commit' | 'commitLogin'
  readonly values: readonly (string | number | null)[]
}

/** New records and changed ones apart, each list as JSON; but a session that is the only new one by its columns. */
export function commitValues(current: UserSessions, { writes, events }: Change<unknown>): CommitValues {
  const [newSessions, changedSessions] = split(writes.sessions, current.sessions)
  const [newChallenges, changedChallenges] = split(writes.challenges, current.challenges)
  const wrongAnswers = [writes.wrongAnswers?.count ?? null, writes.wrongAnswers?.lastAt ?? null]
  const others = [
    listOf(changedSessions.map(sessionRow)),
    listOf(newChallenges.map(challengeRow)),
    listOf(changedChallenges.map(challengeRow)),
    listOf(events),
  ]
  const newRows = newSessions.map(sessionRow)
  const [login] = newRows
  if (login === undefined || newRows.length > 1) {
    return { statement: 'commit', values: [...wrongAnswers, listOf(newRows), ...others] }
  }
  const columns = SESSION_COLUMNS.map((name) => login[name])
  return { statement: 'commitLogin', values: [...wrongAnswers, ...others, ...columns] }
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
