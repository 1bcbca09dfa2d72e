import type { SessionManager } from '@seatkit/core'
import { type EndingOptions, handleSessionRoute, resolveEndingOptions } from '@seatkit/core/http'
import type { RequestHandler } from 'express'
import { ExpressRequest, send } from './express-values.ts'
import { contextOf } from './seatkit.ts'

/**
 * The session routes: list, end, history, challenges, and what a waiting device needs. Works with and without a body
 * parser in front.
 *
 * @throws {TypeError} When an option is wrong.
 * @example
 * app.use('/sessions', sessionRoutes(sessions))
 */
export function sessionRoutes(sessions: SessionManager, options: EndingOptions = {}): RequestHandler {
  const ending = resolveEndingOptions(options)
  return async function answerSessionRoute(req, res) {
    send(res, await handleSessionRoute(sessions, contextOf(req), new ExpressRequest(req), ending))
  }
}
