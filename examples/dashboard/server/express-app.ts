import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-express'
import type { HttpReply } from '@seatkit/core/http'
import express, { type ErrorRequestHandler, type Express, type Response } from 'express'
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

export function expressApp({ settings, sessions, users, recovery, http, page }: Parts): Express {
  const app = express()
  app.disable('x-powered-by')
  const json = express.json({ strict: false })

  app.use('/api', seatkit(sessions, http))
  app.use('/api/sessions', sessionRoutes(sessions, settings.ending))
  app.post('/api/signup', json, async (req, res) => send(res, await signupReply(users, req.body)))
  app.post('/api/login', json, async (req, res) => {
    const user = await checkPassword(users, req.body)
    if (user) sendSignIn(res, await req.seatkit.signIn(user.id))
    else send(res, INVALID_CREDENTIALS)
  })
  app.post('/api/recovery', async (req, res) => send(res, await recovery.mail(req.seatkit)))
  app.post('/api/recovery/confirm', json, async (req, res) => {
    send(res, await recovery.confirm(req.seatkit, req.body))
  })
  app.post('/api/reauthenticate', json, async (req, res) => {
    send(res, await reauthenticationReply(users, req.seatkit, req.body))
  })
  app.get('/api/me', requireSession(), (req, res) => {
    res.json(req.seatkit.session)
  })
  app.get('/api/settings', (_req, res) => send(res, settingsReply(settings)))
  app.use('/api', (_req, res) => send(res, NOT_FOUND))

  app.get('/{*path}', (req, res) => {
    const { headers, body } = page(req.path)
    res.set(headers).end(body)
  })

  app.use(seatkitErrors())
  app.use(bodyErrors())
  return app
}

function bodyErrors(): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const reply = res.headersSent ? null : replyToBodyError(error)
    if (reply === null) next(error)
    else send(res, reply)
  }
}

function send(res: Response, { status, headers, body }: HttpReply): void {
  res.status(status).set(headers).end(body)
}
