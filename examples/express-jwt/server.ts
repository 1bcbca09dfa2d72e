import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-express'
import { memoryStore, SessionManager, singleSession } from '@seatkit/core'
import { jwtTokens } from '@seatkit/core/jwt'
import express from 'express'

// One session for each user: a new login ends the one before, whose token is refused from then on, though its
// signature and its time are still right. The session is checked in the store on every request.
const sessions = new SessionManager({
  store: memoryStore(),
  policy: singleSession({ idleTimeout: '30m' }),
  // Yours, from where your secrets are: the same in every process, and after a restart. So is the key below.
  secret: randomBytes(32),
  tokens: jwtTokens({
    keys: [{ kid: '2026-11', alg: 'HS256', key: randomBytes(32) }],
    issuer: 'https://api.example',
    audience: 'https://api.example',
  }),
})

const api = express()
api.use(express.json())
api.use(seatkit(sessions))
api.use('/sessions', sessionRoutes(sessions))

// Clients of an API keep no cookies: they get the token in the answer, and send it as `Authorization: Bearer`.
api.post('/token', async (req, res) => {
  const userId = checkPassword(req.body.user, req.body.password)
  if (userId === null) {
    res.status(401).json({ error: 'wrong user or password' })
    return
  }
  const device = { userAgent: req.get('user-agent') ?? '', ip: req.ip ?? '' }
  const outcome = await sessions.signIn(userId, { device })
  if (outcome.status === 'admitted') {
    const expiresAt = new Date(outcome.session.expiresAt).toISOString()
    res.status(201).set('cache-control', 'no-store').json({ token: outcome.token, expiresAt })
  } else {
    sendSignIn(res, outcome)
  }
})

api.get('/me', requireSession(), (req, res) => {
  res.json({ user: req.seatkit.userId, session: req.seatkit.session })
})

api.use(seatkitErrors())

const server = api.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`)
})

/** Yours: the user's id, or null. */
function checkPassword(user: unknown, password: unknown): string | null {
  return user === 'alice' && password === 'correct horse' ? 'alice' : null
}
