import type { SessionManager } from '../manager/index.ts'
import type { Session } from '../policy/index.ts'
import { MAX_PAGE, type PageRequest, parseCursor } from '../store/index.ts'
import { answer, challenges, deny, showCode } from './challenge-routes.ts'
import { type ResolvedEndingOptions, resolveEndingOptions } from './ending-options.ts'
import { emptyReply, type HttpReply, type HttpRequest, jsonReply } from './http-values.ts'
import { answerPending, cancel, pending, redeem } from './pending-routes.ts'
import { problem, replyToError } from './problem.ts'
import { refuseEnding } from './refuse-ending.ts'
import { type Call, type Handler, type SignedInCall, signedIn, waiting } from './route-call.ts'
import { SAFE_METHODS } from './safe-methods.ts'
import type { SessionContext } from './session-context.ts'
import { viewSession } from './session-view.ts'

/** The resources under the mount point, in the order in which they are tried, and what each can do. */
const RESOURCES: readonly (readonly [path: RegExp, methods: ReadonlyMap<string, Handler>])[] = [
  [/^\/$/, methods({ GET: signedIn(list) })],
  [/^\/current$/, methods({ GET: signedIn(current), DELETE: signedIn(signOut) })],
  [/^\/others$/, methods({ DELETE: signedIn(endOthers) })],
  [/^\/history$/, methods({ GET: signedIn(history) })],
  [/^\/challenges$/, methods({ GET: signedIn(challenges) })],
  [/^\/challenges\/([^/]+)\/answer$/, methods({ POST: signedIn(answer) })],
  [/^\/challenges\/([^/]+)\/deny$/, methods({ POST: signedIn(deny) })],
  [/^\/challenges\/([^/]+)\/code$/, methods({ POST: signedIn(showCode) })],
  [/^\/pending$/, methods({ GET: waiting(pending), DELETE: waiting(cancel) })],
  [/^\/pending\/answer$/, methods({ POST: waiting(answerPending) })],
  [/^\/pending\/redeem$/, methods({ POST: waiting(redeem) })],
  [/^\/events$/, methods({ GET: () => problem('upgrade-required', {}, { upgrade: 'websocket' }) })],
  [/^\/([^/]+)$/, methods({ DELETE: signedIn(endOne) })],
]

/** Whoever may GET may ask with HEAD; servers leave the body out. */
function methods(handlers: Readonly<Record<string, Handler>>): ReadonlyMap<string, Handler> {
  const { GET } = handlers
  return new Map(Object.entries(GET ? { ...handlers, HEAD: GET } : handlers))
}

/**
 * Answers a request to the session routes. Every failure of the store is a 503, every bad input a 4xx.
 *
 * Requests that change something need the same origin when a cookie is their authority.
 */
export async function handleSessionRoute(
  sessions: SessionManager,
  context: SessionContext,
  request: HttpRequest,
  ending: ResolvedEndingOptions = resolveEndingOptions({}),
): Promise<HttpReply> {
  const path = request.path.replace(/(?<=.)\/$/, '')
  const resource = RESOURCES.find(([pattern]) => pattern.test(path))
  if (resource === undefined) return problem('not-found')
  const [pattern, handlers] = resource
  const handler = handlers.get(request.method)
  if (handler === undefined) {
    return problem('method-not-allowed', {}, { allow: [...handlers.keys()].join(', ') })
  }
  try {
    if (!SAFE_METHODS.has(request.method)) context.requireSameOrigin()
    return await handler({ sessions, context, ending, request, id: pattern.exec(path)?.[1] ?? '' })
  } catch (error) {
    const reply = replyToError(error)
    if (reply === null) throw error
    return reply
  }
}

async function list({ sessions, session }: SignedInCall): Promise<HttpReply> {
  const active = await sessions.list(session.userId)
  return jsonReply(200, { sessions: active.map((one) => viewSession(one, session.id)) })
}

function current({ session }: { readonly session: Session }): HttpReply {
  return jsonReply(200, viewSession(session, session.id))
}

async function signOut({ context }: Pick<Call, 'context'>): Promise<HttpReply> {
  await context.signOut()
  return emptyReply(204)
}

async function endOthers({ sessions, context, ending, session }: SignedInCall): Promise<HttpReply> {
  const refusal = await refuseEnding(sessions, context, ending, ({ id }) => id !== session.id)
  if (refusal !== null) return refusal
  const ended = await sessions.endOthers(session)
  if (ended === null) return context.sessionRequired()
  return jsonReply(200, { ended: ended.map((other) => viewSession(other, session.id)) })
}

async function endOne({ sessions, context, ending, session, id }: SignedInCall): Promise<HttpReply> {
  if (id === session.id) return signOut({ context })
  const refusal = await refuseEnding(sessions, context, ending, (other) => other.id === id)
  if (refusal !== null) return refusal
  const ended = await sessions.end(session.userId, id, { by: session.id })
  return ended === null ? problem('not-found') : emptyReply(204)
}

const DEFAULT_PAGE = 50

async function history({ sessions, request, session }: SignedInCall): Promise<HttpReply> {
  const page = pageRequest(new URLSearchParams(request.search))
  if (page === null) {
    return problem('invalid-request', {
      detail: `limit is 1 to ${MAX_PAGE}; cursor is the next of a page before`,
    })
  }
  const { items, next } = await sessions.history(session.userId, page)
  return jsonReply(200, {
    sessions: items.map((one) => viewSession(one, session.id)),
    ...(next !== undefined && { next }),
  })
}

function pageRequest(query: URLSearchParams): PageRequest | null {
  const limit = query.get('limit') ?? String(DEFAULT_PAGE)
  const cursor = query.get('cursor')
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > MAX_PAGE) return null
  if (cursor !== null && parseCursor(cursor) === null) return null
  return { limit: Number(limit), ...(cursor !== null && { cursor }) }
}
