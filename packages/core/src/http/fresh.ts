import { type Duration, durationMs, isFresh } from '../policy/index.ts'
import type { HttpReply } from './http-values.ts'
import { problem } from './problem.ts'
import type { SessionContext } from './session-context.ts'

/** How recently somebody has to have proved who they are. */
export interface FreshOptions {
  /** Since the login, or since `reauthenticated()`; such as `'10m'`. */
  readonly within: Duration
}

/**
 * A check for sensitive acts: `null` lets a request through, anything else is the answer to it. 401 `session-required`
 * without a session, 401 `reauthentication-required` with one that is not fresh, 503 when it could not be checked.
 *
 * @throws {TypeError} When `within` is no duration.
 */
export function freshGuard({ within }: FreshOptions): (context: SessionContext) => HttpReply | null {
  const withinMs = durationMs('within', within)
  return (context) => context.refusal() ?? refusalOfStale(context, withinMs)
}

/** The answer to a session whose user has to prove again who they are, or null (RFC 9470 §3: 401, with `max_age`). */
export function refusalOfStale({ reading }: SessionContext, withinMs: number): HttpReply | null {
  if (reading !== null && isFresh(reading.session, withinMs, reading.now)) return null
  const maxAge = Math.floor(withinMs / 1_000)
  return problem(
    'reauthentication-required',
    { maxAge },
    { 'www-authenticate': `Bearer error="insufficient_user_authentication", max_age="${maxAge}"` },
  )
}
