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
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { ExpressHeaders, ExpressRequest, send } from './express-values.ts'

declare global {
  namespace Express {
    interface Request {
      /** The session behind the request, and the way to sign in and out. */
      seatkit: SessionContext
    }
  }
}

/**
 * Loads the session of each request as `req.seatkit`. Mount it before whatever looks at sessions.
 *
 * `app.set('trust proxy', …)` decides, as everywhere in Express, whether forwarded addresses and schemes are believed.
 *
 * @example
 * app.use(seatkit(sessions))
 */
export function seatkit(sessions: SessionManager, options: HttpOptions = {}): RequestHandler {
  const resolved = resolveHttpOptions(options)
  return async function loadSession(req, res, next) {
    req.seatkit = await SessionContext.load(
      sessions,
      resolved,
      new ExpressRequest(req),
      new ExpressHeaders(res),
    )
    next()
  }
}

/** Lets only signed-in requests through; others get 401, or 503 when the store cannot answer. */
export function requireSession(): RequestHandler {
  return function requireSession(req, res, next) {
    const refusal = contextOf(req).refusal()
    if (refusal === null) next()
    else send(res, refusal)
  }
}

/**
 * Lets only those through who proved lately who they are: for sensitive acts. Others get 401 `reauthentication-required`,
 * and are let through after `req.seatkit.reauthenticated()`; without a session, as {@link requireSession}.
 *
 * @throws {TypeError} When `within` is no duration.
 * @example
 * app.delete('/account', requireFresh({ within: '10m' }), deleteAccount)
 */
export function requireFresh(options: FreshOptions): RequestHandler {
  const refusalOf = freshGuard(options)
  return function requireFresh(req, res, next) {
    const refusal = refusalOf(contextOf(req))
    if (refusal === null) next()
    else send(res, refusal)
  }
}

/** Answers a login by its outcome: 201, 202, 409 or 429. */
export function sendSignIn(res: Response, outcome: SignIn): void {
  send(res, signInReply(outcome))
}

/** Answers errors of Seatkit, such as an unavailable store (503), as problem details. Mount it after the routes. */
export function seatkitErrors(): ErrorRequestHandler {
  return function answerError(error, _req, res, next) {
    const reply = res.headersSent ? null : replyToError(error)
    if (reply === null) next(error)
    else send(res, reply)
  }
}

/** @throws {Error} When `seatkit(sessions)` is not mounted before. */
export function contextOf(req: Request): SessionContext {
  const context: SessionContext | undefined = req.seatkit
  if (context !== undefined) return context
  throw new Error('req.seatkit is not there: mount app.use(seatkit(sessions)) before what needs sessions')
}
