import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-express'
import type { SessionManager } from '@seatkit/core'
import type { HttpOptions } from '@seatkit/core/http'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express'
import { checkPassword, signUp } from './accounts.ts'
import { PAGE_HEADERS } from './page-headers.ts'
import type { Settings } from './settings.ts'
import type { Users } from './users.ts'

export function expressApp(
  settings: Settings,
  sessions: SessionManager,
  users: Users,
  http: HttpOptions,
  pageDir: string,
): Express {
  const app = express()
  app.disable('x-powered-by')

  app.use('/api', seatkit(sessions, http))
  app.use('/api/sessions', sessionRoutes(sessions))
  app.post('/api/signup', express.json(), answerSignup(users))
  app.post('/api/login', express.json(), answerLogin(users))
  app.get('/api/me', requireSession(), (req, res) => {
    res.json(req.seatkit.session)
  })
  app.get('/api/settings', (_req, res) => {
    res.json({ policy: settings.policy, idleTimeoutMs: settings.idleTimeoutMs })
  })
  app.use('/api', (_req, res) => sendProblem(res, 404, 'not-found', 'There is no such thing here'))

  app.use((_req, res, next) => {
    res.set(PAGE_HEADERS)
    next()
  })
  app.use(express.static(pageDir, { index: false }))
  app.get('/{*path}', (_req, res) => res.sendFile('index.html', { root: pageDir }))

  app.use(seatkitErrors())
  app.use(bodyErrors())
  return app
}

function answerSignup(users: Users): RequestHandler {
  return async (req, res) => {
    const signup = await signUp(users, req.body)
    if (signup.status === 'created') {
      res.status(201).json({ user: signup.user })
    } else if (signup.status === 'email-taken') {
      sendProblem(res, 409, 'email-taken', 'There is an account with this e-mail address')
    } else {
      sendProblem(res, 422, 'invalid-input', 'Some fields are not right', { errors: signup.errors })
    }
  }
}

function answerLogin(users: Users): RequestHandler {
  return async (req, res) => {
    const user = await checkPassword(users, req.body)
    if (user) sendSignIn(res, await req.seatkit.signIn(user.id))
    else sendProblem(res, 401, 'invalid-credentials', 'E-mail address or password is wrong')
  }
}

function sendProblem(res: Response, status: number, code: string, title: string, more: object = {}): void {
  res
    .status(status)
    .set({ 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' })
    .send(JSON.stringify({ type: `urn:dashboard:problem:${code}`, title, status, code, ...more }))
}

/** What the body parser refuses: no JSON, too large, another encoding. */
function bodyErrors(): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const status: unknown = error?.status
    if (res.headersSent || typeof status !== 'number' || status < 400 || status > 499) next(error)
    else sendProblem(res, status, 'invalid-request', 'The request is not well-formed')
  }
}
