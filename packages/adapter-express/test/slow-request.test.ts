import { memoryStore, SessionManager } from '@seatkit/core'
import express, { type Express } from 'express'
import session from 'express-session'
import { afterEach, expect, it } from 'vitest'
import { Gate, signOutMeanwhile } from '../../../test-support/slow-request.ts'
import { requireSession, seatkit, sendSignIn } from '../src/index.ts'
import { type Served, serve } from './serve.ts'

declare module 'express-session' {
  interface SessionData {
    user: string
    seen: boolean
  }
}

const started: Served[] = []
afterEach(() => Promise.all(started.splice(0).map((served) => served.close())))

it('R9 P1 a request under way does not revive the session that was signed out meanwhile', async () => {
  const gate = new Gate()
  const store = memoryStore()
  const secret = 'a secret of at least thirty-two bytes'
  const app = express().use(
    seatkit(new SessionManager({ store, secret, sweepInterval: 'never' }), { allowInsecureLocalhost: true }),
  )
  app.post('/login', async (req, res) => sendSignIn(res, await req.seatkit.signIn('alice')))
  app.post('/logout', async (req, res) => void res.json(await req.seatkit.signOut()))
  app.get('/me', requireSession(), (req, res) => void res.json(req.seatkit.session))
  app.post('/slow', requireSession(), async (req, res) => {
    await gate.pass()
    res.json({ rotated: await req.seatkit.rotate() })
  })
  expect(await signOutMeanwhile(await start(app), gate)).toEqual({
    slow: { status: 200, body: { rotated: false }, cookies: [] },
    me: 401,
  })
  const { items } = await store.history('alice', { limit: 10 })
  expect(items.map(({ endReason }) => endReason)).toEqual(['signed-out'])
})

it('P1 the same story notices sessions that are saved at the end of a request', async () => {
  const gate = new Gate()
  const app = express().use(session({ secret: 'secret', resave: false, saveUninitialized: false }))
  app.post('/login', (req, res) => {
    req.session.user = 'alice'
    res.json({})
  })
  app.post('/logout', (req, res) => void req.session.destroy(() => res.json({})))
  app.get('/me', (req, res) => void res.status(req.session.user ? 200 : 401).end())
  app.post('/slow', async (req, res) => {
    await gate.pass()
    req.session.seen = true
    res.json({})
  })
  expect((await signOutMeanwhile(await start(app), gate)).me).toBe(200)
})

async function start(app: Express): Promise<string> {
  const served = await serve(app)
  started.push(served)
  return served.url
}
