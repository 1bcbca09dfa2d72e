import type { SessionManager } from '../manager/index.ts'
import type { ResolvedHttpOptions } from './http-options.ts'
import type { HttpReply, HttpRequest } from './http-values.ts'
import type { LiveConnection } from './live-connection.ts'
import { LiveSession } from './live-session.ts'
import { LiveWaiting } from './live-waiting.ts'
import { isAllowedOrigin } from './origin.ts'
import { problem, replyToError } from './problem.ts'
import { SessionContext } from './session-context.ts'

/** The answer to a request to upgrade: a connection to start, or a plain HTTP refusal. */
export type UpgradeOutcome =
  | { readonly status: 'accepted'; readonly connection: LiveConnection }
  | { readonly status: 'refused'; readonly reply: HttpReply }

/**
 * Decides a request for a live connection, and has read and subscribed to all it needs when it accepts: from then on the
 * connection has to be started or stopped.
 *
 * 403 when the page's origin is not exactly the server's own or an allowed one, 401 without a live session or a ticket,
 * 503 when the store cannot answer. The session wins where the browser holds both. Cookies count only for a page whose
 * origin is known, for browsers send them along whoever asks (cross-site WebSocket hijacking, OWASP ASVS 4.4.2); without
 * an origin, `Authorization: Bearer` is needed, which no page can send.
 *
 * @param recheckIntervalMs  How long the connection may go without reading the store; milliseconds.
 * @throws Whatever is not Seatkit's, such as a failure of the application's own policy function or bus.
 */
export async function acceptUpgrade(
  sessions: SessionManager,
  options: ResolvedHttpOptions,
  request: HttpRequest,
  recheckIntervalMs: number,
): Promise<UpgradeOutcome> {
  if (request.method !== 'GET') return refused(problem('method-not-allowed', {}, { allow: 'GET' }))
  const origin = request.header('origin') ?? 'null'
  const isFromPage = isAllowedOrigin(origin, request, options)
  const mayBeNoBrowser = origin === 'null' && request.header('authorization') !== undefined
  if (!isFromPage && !mayBeNoBrowser) return refused(problem('cross-origin'))
  try {
    const seen = isFromPage ? request : withoutCookies(request)
    const context = await SessionContext.identify(sessions, options, seen)
    return await open(sessions, context, recheckIntervalMs)
  } catch (error) {
    const reply = replyToError(error)
    if (reply === null) throw error
    return refused(reply)
  }
}

async function open(
  sessions: SessionManager,
  context: SessionContext,
  recheckIntervalMs: number,
): Promise<UpgradeOutcome> {
  const { active, ticket } = context
  if (active !== null) {
    return { status: 'accepted', connection: await LiveSession.open(sessions, active, recheckIntervalMs) }
  }
  const connection = ticket === undefined ? null : await LiveWaiting.open(sessions, ticket, recheckIntervalMs)
  return connection === null ? refused(context.sessionRequired()) : { status: 'accepted', connection }
}

function refused(reply: HttpReply): UpgradeOutcome {
  return { status: 'refused', reply }
}

function withoutCookies(request: HttpRequest): HttpRequest {
  const { method, path, search, origin, ip } = request
  const header = (name: string) => (name === 'cookie' ? undefined : request.header(name))
  return { method, path, search, origin, ip, header }
}
