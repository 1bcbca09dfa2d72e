import { getConnInfo } from '@hono/node-server/conninfo'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-hono'
import type { HttpReply } from '@seatkit/core/http'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { checkPassword } from './accounts.ts'
import type { Parts } from './parts.ts'
import {
  INVALID_CREDENTIALS,
  NOT_FOUND,
  reauthenticationReply,
  replyToBodyError,
  settingsReply,
  signupReply,
} from './replies.ts'

export function honoApp({ settings, sessions, users, recovery, http, page }: Parts): Hono {
  const app = new Hono()
  const limit = bodyLimit({ maxSize: 102_400, onError: () => refuse(413) })

  app.use('/api/*', seatkitErrors(), seatkit(sessions, { ...http, clientIp: getConnInfo }))
  app.route('/api/sessions', sessionRoutes(sessions, settings.ending))
  app.post('/api/signup', limit, async (c) => replyWith(await signupReply(users, await json(c))))
  app.post('/api/login', limit, async (c) => {
    const user = await checkPassword(users, await json(c))
    return user ? sendSignIn(c, await c.var.seatkit.signIn(user.id)) : replyWith(INVALID_CREDENTIALS)
  })
  app.post('/api/recovery', async (c) => replyWith(await recovery.mail(c.var.seatkit)))
  app.post('/api/recovery/confirm', limit, async (c) => {
    return replyWith(await recovery.confirm(c.var.seatkit, await json(c)))
  })
  app.post('/api/reauthenticate', limit, async (c) => {
    return replyWith(await reauthenticationReply(users, c.var.seatkit, await json(c)))
  })
  app.get('/api/me', requireSession(), (c) => c.json(c.var.seatkit.session))
  app.get('/api/settings', () => replyWith(settingsReply(settings)))
  app.all('/api/*', () => replyWith(NOT_FOUND))

  app.get('*', (c) => {
    const { headers, body } = page(c.req.path)
    return c.body(body, 200, headers)
  })

  app.onError((error, c) => {
    const reply = replyToBodyError(error)
    if (reply !== null) return replyWith(reply)
    console.error(error)
    return c.text('Internal Server Error', 500)
  })
  return app
}

/** The body where it is declared as JSON. */
function json({ req }: Context): Promise<unknown> | undefined {
  const isJson = req.header('content-type')?.startsWith('application/json')
  return isJson ? req.json().catch(() => refuse(400)) : undefined
}

function refuse(status: 400 | 413): never {
  throw new HTTPException(status)
}

function replyWith({ status, headers, body }: HttpReply): Response {
  return new Response(body ?? null, { status, headers })
}
