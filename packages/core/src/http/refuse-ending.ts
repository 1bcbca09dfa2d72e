import type { SessionManager } from '../manager/index.ts'
import { endingAllowedAt, type Session } from '../policy/index.ts'
import type { ResolvedEndingOptions } from './ending-options.ts'
import { refusalOfStale } from './fresh.ts'
import type { HttpReply } from './http-values.ts'
import { problem, retryAfter } from './problem.ts'
import type { SessionContext } from './session-context.ts'

/**
 * The answer to a person who may not end other sessions now, or null. Freshness is asked first, whichever session is
 * meant, so that the answer does not say which ids there are.
 *
 * @param isMeant  Which of the user's other sessions would end.
 */
export async function refuseEnding(
  sessions: SessionManager,
  context: SessionContext,
  { freshWithinMs, minAgeMs }: ResolvedEndingOptions,
  isMeant: (other: Session) => boolean,
): Promise<HttpReply | null> {
  const stale = freshWithinMs === undefined ? null : refusalOfStale(context, freshWithinMs)
  const { reading } = context
  if (stale !== null || reading === null || minAgeMs === undefined) return stale
  const { session, now } = reading
  if (now - session.createdAt >= minAgeMs) return null
  const others = (await sessions.list(session.userId)).filter(isMeant)
  const allowedAt = Math.max(0, ...others.map((other) => endingAllowedAt(session, other, minAgeMs)))
  return now < allowedAt ? problem('session-too-young', {}, retryAfter(allowedAt - now)) : null
}
