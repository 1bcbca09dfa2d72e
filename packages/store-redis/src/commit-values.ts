import { applyWrites, type Change, type Session } from '@seatkit/core'
import { eventJson } from './event-record.ts'
import type { HistoryLimits } from './history-limits.ts'
import { promptsRecord } from './prompts-record.ts'
import type { RedisArgument } from './redis-client.ts'
import { sessionRecord } from './session-record.ts'
import { nextDeadline, type StoredUser } from './stored-user.ts'
import { wrongAnswersRecord } from './wrong-answers-record.ts'

/** The values that `commitScript` takes, for a change decided on `stored`. */
export function commitValues(
  stored: StoredUser,
  newVersion: string,
  { writes, events }: Change<unknown>,
  limits: HistoryLimits,
): readonly RedisArgument[] {
  const user = applyWrites(stored.user, writes)
  const lists = [
    ...list(writes.sessions, (session) => [session.id, session.endedAt ?? '', sessionRecord(session)]),
    ...list(fieldsOf(writes), (field) => field),
    ...list(stored.staleFields, (field) => [field]),
    ...list(events, (event) => [eventJson(event)]),
  ]
  return [
    stored.version,
    newVersion,
    user.userId,
    nextDeadline(user) ?? '',
    keepUntil(user.sessions, stored.now) + limits.retentionMs,
    limits.retentionMs,
    limits.sessions,
    limits.events,
    lists.length,
    ...lists,
  ]
}

function fieldsOf({
  challenges,
  wrongAnswers,
  prompts,
}: Change<unknown>['writes']): readonly (readonly [string, string])[] {
  const fields: [string, string][] = challenges.map((one) => [`c:${one.id}`, JSON.stringify(one)])
  if (wrongAnswers !== undefined) fields.push(['w', wrongAnswersRecord(wrongAnswers)])
  if (prompts !== undefined) fields.push(['p', promptsRecord(prompts)])
  return fields
}

/** A session may be active for longer than the history is kept, and without a change of the user. */
function keepUntil(sessions: readonly Session[], now: number): number {
  return Math.max(
    now,
    ...sessions.filter(({ endedAt }) => endedAt === undefined).map(({ expiresAt }) => expiresAt),
  )
}

function list<T>(items: readonly T[], valuesOf: (item: T) => readonly RedisArgument[]): RedisArgument[] {
  return [items.length, ...items.flatMap(valuesOf)]
}
