import { applyWrites, type Change, type Session } from '@seatkit/core'
import { eventRecord } from './event-record.ts'
import { promptsRecord } from './prompts-record.ts'
import type { RedisArgument } from './redis-client.ts'
import { sessionRecord } from './session-record.ts'
import { dueAt, type StoredUser, versionOf } from './stored-user.ts'
import { wrongAnswersRecord } from './wrong-answers-record.ts'

/**
 * The values that `commitScript` takes, for a change decided on `stored`.
 *
 * @param name  A name for the change that no other has.
 */
export function commitValues(
  stored: StoredUser,
  name: string,
  { writes, events }: Change<unknown>,
  retentionMs: number,
): readonly RedisArgument[] {
  const { user, now, version, eventCount, staleFields } = stored
  const after = applyWrites(user, writes)
  const fields = fieldsOf(writes)
  const ended: RedisArgument[] = []
  for (const session of writes.sessions) {
    if (session.endedAt === undefined) fields.push(`s:${session.id}`, sessionRecord(session))
    else ended.push(session.id, session.endedAt, sessionRecord(session))
  }
  const count = fields.length + ended.length + staleFields.length + events.length
  return [
    version,
    versionOf(eventCount + events.length, name),
    user.userId,
    dueAt(after, now, retentionMs) ?? '',
    keepUntil(after.sessions, now) + retentionMs,
    fields.length / 2,
    ended.length / 3,
    staleFields.length,
    events.length,
    count,
    ...fields,
    ...ended,
    ...staleFields,
    ...events.map((event, index) => eventRecord(eventCount + index + 1, now, event)),
  ]
}

function fieldsOf({ challenges, wrongAnswers, prompts }: Change<unknown>['writes']): string[] {
  const fields = challenges.flatMap((one) => [`c:${one.id}`, JSON.stringify(one)])
  if (wrongAnswers !== undefined) fields.push('w', wrongAnswersRecord(wrongAnswers))
  if (prompts !== undefined) fields.push('p', promptsRecord(prompts))
  return fields
}

/** A session may be active for longer than the history is kept, and without a change of the user. */
function keepUntil(sessions: readonly Session[], now: number): number {
  let until = now
  for (const { endedAt, expiresAt } of sessions) {
    if (endedAt === undefined) until = Math.max(until, expiresAt)
  }
  return until
}
