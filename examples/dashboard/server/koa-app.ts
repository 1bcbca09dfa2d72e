import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-koa'
import type { HttpReply } from '@seatkit/core/http'
import Koa, { type Context, type Middleware } from 'koa'
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

export function koaApp({ settings, sessions, users, recovery, http, page }: Parts): Koa {
  const app = new Koa()
  const json = bodyParser({ enableTypes: ['json'], jsonLimit: '100kb', jsonStrict: false })
  const router = new Router()

  router.use('/api', seatkit(sessions, http))
  router.all(
    '/api/sessions{/*path}',
    sessionRoutes(sessions, { prefix: '/api/sessions', ...settings.ending }),
  )
  router.post('/api/signup', json, async (ctx) => send(ctx, await signupReply(users, ctx.request.body)))
  router.post('/api/login', json, async (ctx) => {
    const user = await checkPassword(users, ctx.request.body)
    if (user) sendSignIn(ctx, await ctx.state.seatkit.signIn(user.id))
    else send(ctx, INVALID_CREDENTIALS)
  })
  router.post('/api/recovery', async (ctx) => send(ctx, await recovery.mail(ctx.state.seatkit)))
  router.post('/api/recovery/confirm', json, async (ctx) => {
    send(ctx, await recovery.confirm(ctx.state.seatkit, ctx.request.body))
  })
  router.post('/api/reauthenticate', json, async (ctx) => {
    send(ctx, await reauthenticationReply(users, ctx.state.seatkit, ctx.request.body))
  })
  router.get('/api/me', requireSession(), (ctx) => {
    ctx.body = ctx.state.seatkit.session
  })
  router.get('/api/settings', (ctx) => send(ctx, settingsReply(settings)))
  router.all('/api{/*path}', (ctx) => send(ctx, NOT_FOUND))

  router.get('/{*path}', (ctx) => {
    const { headers, body } = page(ctx.path)
    ctx.set(headers)
    ctx.body = body
  })

  app.use(bodyErrors())
  app.use(seatkitErrors())
  app.use(router.routes())
  return app
}

function bodyErrors(): Middleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      const reply = ctx.headerSent ? null : replyToBodyError(error)
      if (reply === null) throw error
      send(ctx, reply)
    }
  }
}

function send(ctx: Context, { status, headers, body }: HttpReply): void {
  ctx.status = status
  ctx.set(headers)
  ctx.body = body
}
