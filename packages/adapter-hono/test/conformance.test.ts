import { getConnInfo } from '@hono/node-server/conninfo'
import {
  type HttpTarget,
  httpCases,
  httpPolicy,
  withOutage,
  withStaleLogins,
} from '@seatkit/conformance/http'
import { memoryStore, SessionManager } from '@seatkit/core'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { afterAll, beforeAll, describe, it } from 'vitest'
import {
  requireFresh,
  requireSession,
  type SeatkitOptions,
  seatkit,
  seatkitErrors,
  sendSignIn,
  sessionRoutes,
} from '../src/index.ts'
import { type Served, serve } from './serve.ts'

interface Setting {
  readonly mount?: string
  /** What stands in front of Seatkit. */
  readonly before?: MiddlewareHandler
  /** How the routes are mounted. */
  readonly routes?: (app: Hono, sessions: SessionManager, mount: string) => void
  readonly options?: SeatkitOptions
  readonly origin?: string
  readonly headers?: Readonly<Record<string, string>>
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'without a body parser': {},
  'behind whatever has read the body as text': {
    before: async (c, next) => {
      await c.req.text()
      await next()
    },
  },
  'behind whatever has read the body as JSON': {
    before: async (c, next) => {
      await c.req.json().catch(() => {})
      await next()
    },
  },
  'behind whatever has read the body as bytes': {
    before: async (c, next) => {
      await c.req.arrayBuffer()
      await next()
    },
  },
  'behind bodyLimit()': { before: bodyLimit({ maxSize: 5_000_000 }) },
  'under a nested prefix': {
    mount: '/api/v1/my-sessions',
    routes: (app, sessions) => {
      const nested = new Hono().route('/my-sessions', sessionRoutes(sessions))
      app.route('/api', new Hono().basePath('/v1').route('/', nested))
    },
  },
  'under a prefix with a parameter': {
    mount: '/teams/blue%20sky/sessions',
    routes: (app, sessions) => app.route('/teams/:team/sessions', sessionRoutes(sessions)),
  },
  'at the root': {
    mount: '',
    routes: (app, sessions) => app.route('/', sessionRoutes(sessions)),
  },
  'behind a proxy': {
    options: {
      origin: (c) => `${c.req.header('x-forwarded-proto')}://${c.req.header('x-forwarded-host')}`,
      clientIp: (c) => c.req.header('x-forwarded-for') ?? '',
    },
    origin: 'https://app.example',
    headers: {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'app.example',
      'x-forwarded-for': '198.51.100.7',
    },
  },
}

describe.each(Object.entries(SETTINGS))('Hono %s', (_, setting) => {
  const { mount = '/sessions', before, routes = route, options, ...seen } = setting
  const sessions = new SessionManager({
    store: withOutage(withStaleLogins(memoryStore())),
    policy: httpPolicy,
    secret: 'a secret of at least thirty-two bytes',
    sweepInterval: 'never',
  })
  let served: Served

  beforeAll(async () => {
    const app = new Hono()
    if (before) app.use(before)
    app.use(seatkitErrors())
    app.use(seatkit(sessions, { allowInsecureLocalhost: true, clientIp: getConnInfo, ...options }))
    app.get('/me', requireSession(), (c) => c.json(c.var.seatkit.session))
    app.get('/fresh', requireFresh({ within: '10m' }), (c) => c.json(c.var.seatkit.session))
    app.post('/rotate', async (c) => c.body(null, (await c.var.seatkit.rotate()) ? 204 : 409))
    app.post('/reauthenticate', async (c) =>
      c.body(null, (await c.var.seatkit.reauthenticated()) ? 204 : 409),
    )
    app.route('/careful', sessionRoutes(sessions, { freshWithin: '10m', minAgeToEndOthers: '1h' }))
    app.post('/login', async (c) => {
      const { user } = await c.req.json()
      return sendSignIn(c, await c.var.seatkit.signIn(user))
    })
    routes(app, sessions, mount)
    served = await serve(app)
  })

  afterAll(() => served.close())

  for (const { name, run } of httpCases((): HttpTarget => ({ url: served.url, mount, ...seen }))) {
    it(name, run)
  }
})

function route(app: Hono, sessions: SessionManager, mount: string): void {
  app.route(mount, sessionRoutes(sessions))
}
