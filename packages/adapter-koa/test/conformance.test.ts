import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import {
  type HttpTarget,
  httpCases,
  httpPolicy,
  withOutage,
  withStaleLogins,
} from '@seatkit/conformance/http'
import { memoryStore, SessionManager } from '@seatkit/core'
import Koa from 'koa'
import session from 'koa-session'
import { afterAll, beforeAll, describe, it } from 'vitest'
import {
  requireFresh,
  requireSession,
  seatkit,
  seatkitErrors,
  sendSignIn,
  sessionRoutes,
} from '../src/index.ts'
import { type Served, serve } from './serve.ts'

interface Setting {
  readonly mount?: string
  /** What stands in front of Seatkit. */
  readonly before?: (app: Koa) => void
  /** What the login does besides. */
  readonly login?: Koa.Middleware
  /** How the routes are mounted. */
  readonly routes?: (app: Koa, sessions: SessionManager, mount: string) => void
  readonly origin?: string
  readonly headers?: Readonly<Record<string, string>>
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'without a body parser': {},
  'behind @koa/bodyparser': { before: (app) => app.use(bodyParser({ jsonLimit: '5mb' })) },
  'behind @koa/bodyparser that takes JSON for text': {
    before: (app) => {
      app.use(bodyParser({ enableTypes: ['text'], extendTypes: { text: ['application/*'] } }))
    },
  },
  'under a nested prefix': { mount: '/api/v1/my-sessions' },
  'in a nested router of @koa/router': {
    mount: '/api/v1/sessions',
    routes: (app, sessions, prefix) => {
      const nested = new Router().all('/sessions{/*path}', sessionRoutes(sessions, { prefix }))
      app.use(new Router().use('/api/v1', nested.routes()).routes())
    },
  },
  'under a prefix that is taken off the path': {
    routes: (app, sessions, prefix) => app.use(mounted(prefix, sessionRoutes(sessions))),
  },
  'behind a proxy': {
    before: (app) => {
      app.proxy = true
    },
    origin: 'https://app.example',
    headers: {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'app.example',
      'x-forwarded-for': '198.51.100.7',
    },
  },
  'beside koa-session': {
    before: (app) => {
      app.keys = ['a key of koa-session']
      app.use(session(app))
    },
    login: async (ctx, next) => {
      ctx.session.logins = (ctx.session.logins ?? 0) + 1
      await next()
    },
  },
}

describe.each(Object.entries(SETTINGS))('Koa %s', (_, setting) => {
  const { mount = '/sessions', before, login = (_ctx, next) => next(), routes = use, ...seen } = setting
  const sessions = new SessionManager({
    store: withOutage(withStaleLogins(memoryStore())),
    policy: httpPolicy,
    secret: 'a secret of at least thirty-two bytes',
    sweepInterval: 'never',
  })
  let served: Served

  beforeAll(async () => {
    const app = new Koa()
    app.silent = true
    app.use(seatkitErrors())
    before?.(app)
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    routes(app, sessions, mount)
    app.use(sessionRoutes(sessions, { prefix: '/careful', freshWithin: '10m', minAgeToEndOthers: '1h' }))
    const router = new Router()
    router.get('/me', requireSession(), (ctx) => {
      ctx.body = ctx.state.seatkit.session
    })
    router.get('/fresh', requireFresh({ within: '10m' }), (ctx) => {
      ctx.body = ctx.state.seatkit.session
    })
    router.post('/rotate', async (ctx) => {
      ctx.status = (await ctx.state.seatkit.rotate()) ? 204 : 409
    })
    router.post('/reauthenticate', async (ctx) => {
      ctx.status = (await ctx.state.seatkit.reauthenticated()) ? 204 : 409
    })
    router.post('/login', bodyParser(), login, async (ctx) => {
      sendSignIn(ctx, await ctx.state.seatkit.signIn(userOf(ctx)))
    })
    app.use(router.routes())
    served = await serve(app.callback())
  })

  afterAll(() => served.close())

  for (const { name, run } of httpCases((): HttpTarget => ({ url: served.url, mount, ...seen }))) {
    it(name, run)
  }
})

function use(app: Koa, sessions: SessionManager, prefix: string): void {
  app.use(sessionRoutes(sessions, { prefix }))
}

/** As koa-mount does. */
function mounted(prefix: string, middleware: Koa.Middleware): Koa.Middleware {
  return async (ctx, next) => {
    const { path } = ctx
    if (!path.startsWith(prefix)) return await next()
    ctx.path = path.slice(prefix.length) || '/'
    await middleware(ctx, next)
    ctx.path = path
  }
}

/** The parsers of the settings leave the login's body as an object or a text. */
function userOf({ request }: Koa.Context): string {
  const body: unknown = 'body' in request ? request.body : undefined
  return typeof body === 'string' ? JSON.parse(body).user : (body as { user: string }).user
}
