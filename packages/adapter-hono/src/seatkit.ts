import type { SessionManager, SignIn } from '@seatkit/core'
import {
  type FreshOptions,
  freshGuard,
  type HttpOptions,
  replyToError,
  resolveHttpOptions,
  SessionContext,
  signInReply,
} from '@seatkit/core/http'
import type { Context, MiddlewareHandler } from 'hono'
import type { ConnectionOptions } from './connection-options.ts'
import { ContextRequest, DeferredHeaders, responseOf } from './hono-values.ts'

/** What {@link seatkit} sets on the context, for applications that name the type of their variables. */
export interface SeatkitVariables {
  /** The session behind the request, and the way to sign in and out. */
  seatkit: SessionContext
}

declare module 'hono' {
  interface ContextVariableMap extends SeatkitVariables {}
}

export interface SeatkitOptions extends HttpOptions, ConnectionOptions {}

/**
 * Loads the session of each request as `c.var.seatkit`. Mount it before whatever looks at sessions.
 *
 * Hono believes no forwarded header; behind a proxy, `clientIp` and `origin` say where to look.
 *
 * @throws {TypeError} When an option is wrong.
 * @example
 * app.use(seatkit(sessions, { clientIp: getConnInfo }))
 */
export function seatkit(
  sessions: SessionManager,
  options: SeatkitOptions = {},
): MiddlewareHandler<{ Variables: SeatkitVariables }> {
  const resolved = resolveHttpOptions(options)
  return async function loadSession(c, next) {
    const headers = new DeferredHeaders()
    const request = new ContextRequest(c, options)
    c.set('seatkit', await SessionContext.load(sessions, resolved, request, headers))
    await next()
    headers.putOn(c)
  }
}

/** Lets only signed-in requests through; others get 401, or 503 when the store cannot answer. */
export function requireSession(): MiddlewareHandler<{ Variables: SeatkitVariables }> {
  return function requireSession(c, next) {
    const refusal = contextOf(c).refusal()
    return refusal === null ? next() : Promise.resolve(responseOf(c, refusal))
  }
}

/**
 * Lets only those through who proved lately who they are: for sensitive acts. Others get 401 `reauthentication-required`,
 * and are let through after `c.var.seatkit.reauthenticated()`; without a session, as {@link requireSession}.
 *
 * @throws {TypeError} When `within` is no duration.
 * @example
 * app.delete('/account', requireFresh({ within: '10m' }), deleteAccount)
 */
export function requireFresh(options: FreshOptions): MiddlewareHandler<{ Variables: SeatkitVariables }> {
  const refusalOf = freshGuard(options)
  return function requireFresh(c, next) {
    const refusal = refusalOf(contextOf(c))
    return refusal === null ? next() : Promise.resolve(responseOf(c, refusal))
  }
}

/** The answer to a login by its outcome: 201, 202, 409 or 429. */
export function sendSignIn(c: Context, outcome: SignIn): Response {
  return responseOf(c, signInReply(outcome))
}

/**
 * Answers errors of Seatkit, such as an unavailable store (503), as problem details. Mount it before the rest. Without it,
 * Hono's own handler answers with the same status, as text.
 */
export function seatkitErrors(): MiddlewareHandler {
  return async function answerError(c, next) {
    await next()
    const reply = replyToError(c.error)
    if (reply !== null) c.res = responseOf(c, reply)
  }
}

/** @throws {Error} When `seatkit(sessions)` is not mounted before. */
export function contextOf(c: Context): SessionContext {
  const context: SessionContext | undefined = c.get('seatkit')
  if (context !== undefined) return context
  throw new Error('c.var.seatkit is not there: mount app.use(seatkit(sessions)) before what needs sessions')
}
