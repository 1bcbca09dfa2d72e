import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import Router from '@koa/router'
import * as onExpress from '@seatkit/adapter-express'
import * as onHono from '@seatkit/adapter-hono'
import * as onKoa from '@seatkit/adapter-koa'
import type { SessionManager } from '@seatkit/core'
import express from 'express'
import { Hono } from 'hono'
import Koa from 'koa'

/** Finds who asks, by the `Cookie` header: what stands in for a session where there are none. */
export type FindCaller = (cookie: string | undefined) => Promise<object | null>

/** `GET /me` in one framework, in three ways that give the same answer. */
export interface GetMeApp {
  /** Asks nothing, and answers everybody. */
  open(me: object): RequestListener
  /** The same app as with sessions, but for them: finds who asks, lets nobody else in, and answers. */
  withoutSessions(find: FindCaller): RequestListener
  /** `POST /login` makes a session. */
  withSessions(sessions: SessionManager): RequestListener
}

const express5: GetMeApp = {
  open(me) {
    const app = express()
    app.get('/me', (_req, res) => {
      res.json(me)
    })
    return app
  },
  withoutSessions(find) {
    const app = express()
    app.use(async (req, res, next) => {
      res.locals.me = await find(req.headers.cookie)
      next()
    })
    const requireCaller: express.RequestHandler = (_req, res, next) => {
      if (res.locals.me === null) res.sendStatus(401)
      else next()
    }
    app.get('/me', requireCaller, (_req, res) => {
      res.json(res.locals.me)
    })
    return app
  },
  withSessions(sessions) {
    const { requireSession, seatkit, sendSignIn } = onExpress
    const app = express()
    app.use(seatkit(sessions))
    app.get('/me', requireSession(), (req, res) => {
      res.json(req.seatkit.session)
    })
    app.post('/login', async (req, res) => sendSignIn(res, await req.seatkit.signIn('user')))
    return app
  },
}

const koa: GetMeApp = {
  open(me) {
    const router = new Router()
    router.get('/me', (ctx) => {
      ctx.body = me
    })
    return new Koa().use(router.routes()).callback()
  },
  withoutSessions(find) {
    const app = new Koa()
    app.use(async (ctx, next) => {
      ctx.state.me = await find(ctx.headers.cookie)
      await next()
    })
    const requireCaller: Koa.Middleware = (ctx, next) => {
      if (ctx.state.me !== null) return next()
      ctx.status = 401
    }
    const router = new Router()
    router.get('/me', requireCaller, (ctx) => {
      ctx.body = ctx.state.me
    })
    return app.use(router.routes()).callback()
  },
  withSessions(sessions) {
    const { requireSession, seatkit, sendSignIn } = onKoa
    const router = new Router()
    router.get('/me', requireSession(), (ctx) => {
      ctx.body = ctx.state.seatkit.session
    })
    router.post('/login', async (ctx) => sendSignIn(ctx, await ctx.state.seatkit.signIn('user')))
    return new Koa().use(seatkit(sessions)).use(router.routes()).callback()
  },
}

const hono: GetMeApp = {
  open(me) {
    const app = new Hono()
    app.get('/me', (c) => c.json(me))
    return getRequestListener(app.fetch)
  },
  withoutSessions(find) {
    const app = new Hono<{ Variables: { me: object | null } }>()
    app.use(async (c, next) => {
      c.set('me', await find(c.req.header('cookie')))
      await next()
    })
    app.get(
      '/me',
      async (c, next) => {
        if (c.get('me') === null) return c.body(null, 401)
        await next()
      },
      (c) => c.json(c.get('me')),
    )
    return getRequestListener(app.fetch)
  },
  withSessions(sessions) {
    const { requireSession, seatkit, sendSignIn } = onHono
    const app = new Hono()
    app.use(seatkit(sessions))
    app.get('/me', requireSession(), (c) => c.json(c.get('seatkit').session))
    app.post('/login', async (c) => sendSignIn(c, await c.get('seatkit').signIn('user')))
    return getRequestListener(app.fetch)
  },
}

export const getMeApps = { Express: express5, Koa: koa, Hono: hono } as const

export type Framework = keyof typeof getMeApps
