import type { SessionManager } from '@seatkit/core'
import { type EndingOptions, handleSessionRoute, resolveEndingOptions } from '@seatkit/core/http'
import { Hono } from 'hono'
import { baseRoutePath } from 'hono/route'
import { ContextRequest, responseOf } from './hono-values.ts'
import { contextOf } from './seatkit.ts'

/**
 * The session routes: list, end, history, challenges, and what a waiting device needs. Works with and without a body
 * parser in front.
 *
 * @throws {TypeError} When an option is wrong.
 * @example
 * app.route('/sessions', sessionRoutes(sessions))
 */
export function sessionRoutes(sessions: SessionManager, options: EndingOptions = {}): Hono {
  const ending = resolveEndingOptions(options)
  return new Hono().all('*', async function answerSessionRoute(c) {
    const depth = baseRoutePath(c).split('/').filter(Boolean).length
    const request = new ContextRequest(c, {}, depth)
    return responseOf(c, await handleSessionRoute(sessions, contextOf(c), request, ending))
  })
}
