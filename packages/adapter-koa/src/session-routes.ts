import type { SessionManager } from '@seatkit/core'
import { type EndingOptions, handleSessionRoute, resolveEndingOptions } from '@seatkit/core/http'
import type { Middleware } from 'koa'
import { KoaRequest, send } from './koa-values.ts'
import { contextOf, type SeatkitState } from './seatkit.ts'

export interface SessionRoutesOptions extends EndingOptions {
  /**
   * Where the routes are: `'/api/sessions'`. Requests to other paths go on to the next middleware. Default: all paths, for
   * `koa-mount`, which takes its prefix off the path itself.
   */
  readonly prefix?: string
}

/**
 * The session routes: list, end, history, challenges, and what a waiting device needs. Works with and without a body
 * parser in front.
 *
 * @throws {TypeError} When the prefix is no path, or another option is wrong.
 * @example
 * app.use(sessionRoutes(sessions, { prefix: '/sessions' }))
 */
export function sessionRoutes(
  sessions: SessionManager,
  { prefix = '', ...options }: SessionRoutesOptions = {},
): Middleware<SeatkitState> {
  if (!/^(\/[^/?#]+)*$/.test(prefix)) {
    throw new TypeError(
      `prefix: '${prefix}' is not a path; write it as '/sessions', without a slash at its end`,
    )
  }
  const ending = resolveEndingOptions(options)
  return async function answerSessionRoute(ctx, next) {
    if (ctx.path !== prefix && !ctx.path.startsWith(`${prefix}/`)) return await next()
    send(ctx, await handleSessionRoute(sessions, contextOf(ctx), new KoaRequest(ctx, prefix), ending))
  }
}
