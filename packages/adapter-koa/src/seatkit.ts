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
import type { Context, Middleware } from 'koa'
import { KoaHeaders, KoaRequest, send } from './koa-values.ts'

/** What {@link seatkit} puts on `ctx.state`, for applications that name the type of their state. */
export interface SeatkitState {
  /** The session behind the request, and the way to sign in and out. */
  seatkit: SessionContext
}

declare module 'koa' {
  interface DefaultState extends SeatkitState {}
}

/**
 * Loads the session of each request as `ctx.state.seatkit`. Mount it before whatever looks at sessions.
 *
 * `app.proxy` decides, as everywhere in Koa, whether forwarded addresses and schemes are believed. Koa takes the first
 * address of `X-Forwarded-For`, which a client may have written itself: set `app.maxIpsCount` to the number of your proxies.
 *
 * @throws {TypeError} When an option is wrong.
 * @example
 * app.use(seatkit(sessions))
 */
export function seatkit(sessions: SessionManager, options: HttpOptions = {}): Middleware<SeatkitState> {
  const resolved = resolveHttpOptions(options)
  return async function loadSession(ctx, next) {
    ctx.state.seatkit = await SessionContext.load(
      sessions,
      resolved,
      new KoaRequest(ctx),
      new KoaHeaders(ctx),
    )
    await next()
  }
}

/** Lets only signed-in requests through; others get 401, or 503 when the store cannot answer. */
export function requireSession(): Middleware<SeatkitState> {
  return function requireSession(ctx, next) {
    const refusal = contextOf(ctx).refusal()
    if (refusal === null) return next()
    send(ctx, refusal)
  }
}

/**
 * Lets only those through who proved lately who they are: for sensitive acts. Others get 401 `reauthentication-required`,
 * and are let through after `ctx.state.seatkit.reauthenticated()`; without a session, as {@link requireSession}.
 *
 * @throws {TypeError} When `within` is no duration.
 * @example
 * router.delete('/account', requireFresh({ within: '10m' }), deleteAccount)
 */
export function requireFresh(options: FreshOptions): Middleware<SeatkitState> {
  const refusalOf = freshGuard(options)
  return function requireFresh(ctx, next) {
    const refusal = refusalOf(contextOf(ctx))
    if (refusal === null) return next()
    send(ctx, refusal)
  }
}

/** Answers a login by its outcome: 201, 202, 409 or 429. */
export function sendSignIn(ctx: Context, outcome: SignIn): void {
  send(ctx, signInReply(outcome))
}

/**
 * Answers errors of Seatkit, such as an unavailable store (503), as problem details. Mount it before the rest, as
 * whatever catches errors in Koa. Without it, Koa's own handler answers with the same status, as text.
 */
export function seatkitErrors(): Middleware {
  return async function answerError(ctx, next) {
    try {
      await next()
    } catch (error) {
      const reply = ctx.headerSent ? null : replyToError(error)
      if (reply === null) throw error
      send(ctx, reply)
    }
  }
}

/** @throws {Error} When `seatkit(sessions)` is not mounted before. */
export function contextOf(ctx: Context): SessionContext {
  const context: SessionContext | undefined = ctx.state.seatkit
  if (context !== undefined) return context
  throw new Error(
    'ctx.state.seatkit is not there: mount app.use(seatkit(sessions)) before what needs sessions',
  )
}
