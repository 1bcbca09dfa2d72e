import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-express'
import { memoryStore, SessionManager, twoSessions } from '@seatkit/core'
import { attachNotifier } from '@seatkit/notifier-ws'
import express from 'express'

// One session is free, the second needs a code that the first one types, a third is refused.
const sessions = new SessionManager({
  store: memoryStore(),
  policy: twoSessions(),
  secret: process.env.SEATKIT_SECRET ?? randomBytes(32),
})
const http = { allowInsecureLocalhost: true }

const app = express()
app.use(seatkit(sessions, http))
app.use('/sessions', sessionRoutes(sessions))

app.post('/login', express.json(), async (req, res) => {
  const userId = checkPassword(req.body.user, req.body.password)
  if (userId === null) res.status(401).json({ error: 'wrong user or password' })
  else sendSignIn(res, await req.seatkit.signIn(userId))
})

app.get('/me', requireSession(), (req, res) => {
  res.json({ user: req.seatkit.userId, session: req.seatkit.session })
})

app.use(seatkitErrors())

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`)
})
attachNotifier(server, sessions, { path: '/sessions/events', ...http })

/** Yours: the user's id, or null. */
function checkPassword(user: unknown, password: unknown): string | null {
  return user === 'alice' && password === 'correct horse' ? 'alice' : null
}
