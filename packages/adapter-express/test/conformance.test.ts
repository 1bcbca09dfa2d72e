import {
  type HttpTarget,
  httpCases,
  httpPolicy,
  withOutage,
  withStaleLogins,
} from '@seatkit/conformance/http'
import { memoryStore, SessionManager } from '@seatkit/core'
import express, { type Express, type RequestHandler } from 'express'
import session from 'express-session'
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
  readonly mount: string
  /** What stands in front of Seatkit. */
  readonly before: (app: Express) => void
  /** What the login does besides. */
  readonly login?: RequestHandler
  readonly origin?: string
  readonly headers?: Readonly<Record<string, string>>
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'without a body parser': { mount: '/sessions', before: () => {} },
  'behind express.json()': { mount: '/sessions', before: (app) => app.use(express.json({ limit: '5mb' })) },
  'behind express.text() and express.raw()': {
    mount: '/sessions',
    before: (app) => {
      app.use('/sessions/challenges', express.text({ type: ['application/json', 'text/*'] }))
      app.use(express.raw({ type: 'application/*' }))
    },
  },
  'under a nested prefix': { mount: '/api/v1/my-sessions', before: () => {} },
  'behind a proxy': {
    mount: '/sessions',
    before: (app) => app.set('trust proxy', 1),
    origin: 'https://app.example',
    headers: {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'app.example',
      'x-forwarded-for': '198.51.100.7',
    },
  },
  'beside express-session': {
    mount: '/sessions',
    before: (app) => {
      app.use(session({ secret: 'a secret of express-session', resave: false, saveUninitialized: false }))
    },
    login: (req, _res, next) => {
      req.session.logins = (req.session.logins ?? 0) + 1
      next()
    },
  },
}

declare module 'express-session' {
  interface SessionData {
    logins: number
  }
}

describe.each(Object.entries(SETTINGS))('Express %s', (_, setting) => {
  const { mount, before, login = (_req, _res, next) => next(), ...seen } = setting
  const sessions = new SessionManager({
    store: withOutage(withStaleLogins(memoryStore())),
    policy: httpPolicy,
    secret: 'a secret of at least thirty-two bytes',
    sweepInterval: 'never',
  })
  let served: Served

  beforeAll(async () => {
    const app = express()
    before(app)
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    app.use(mount, sessionRoutes(sessions))
    app.use('/careful', sessionRoutes(sessions, { freshWithin: '10m', minAgeToEndOthers: '1h' }))
    app.get('/me', requireSession(), (req, res) => {
      res.json(req.seatkit.session)
    })
    app.get('/fresh', requireFresh({ within: '10m' }), (req, res) => {
      res.json(req.seatkit.session)
    })
    app.post('/rotate', async (req, res) => {
      res.status((await req.seatkit.rotate()) ? 204 : 409).end()
    })
    app.post('/reauthenticate', async (req, res) => {
      res.status((await req.seatkit.reauthenticated()) ? 204 : 409).end()
    })
    app.post('/login', express.json(), login, async (req, res) => {
      sendSignIn(res, await req.seatkit.signIn(userOf(req.body)))
    })
    app.use(seatkitErrors())
    served = await serve(app)
  })

  afterAll(() => served.close())

  for (const { name, run } of httpCases((): HttpTarget => ({ url: served.url, mount, ...seen }))) {
    it(name, run)
  }
})

/** The parsers of the settings leave the login's body as an object, a text or bytes. */
function userOf(body: { user: string } | Uint8Array): string {
  return body instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(body)).user : body.user
}
