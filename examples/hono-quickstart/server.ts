import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-hono'
import { memoryStore, SessionManager, twoSessions } from '@seatkit/core'
import { attachNotifier } from '@seatkit/notifier-ws'
import { Hono } from 'hono'

// One session is free, the second needs a code that the first one types, a third is refused.
const sessions = new SessionManager({
  store: memoryStore(),
  policy: twoSessions(),
  secret: process.env.SEATKIT_SECRET ?? randomBytes(32),
})
const http = { allowInsecureLocalhost: true }

const app = new Hono()
app.use(seatkitErrors())
app.use(seatkit(sessions, { ...http, clientIp: getConnInfo }))
app.route('/sessions', sessionRoutes(sessions))

app.post('/login', async (c) => {
  const { user, password } = await c.req.json()
  const userId = checkPassword(user, password)
  if (userId === null) return c.json({ error: 'wrong user or password' }, 401)
  return sendSignIn(c, await c.var.seatkit.signIn(userId))
})

app.get('/me', requireSession(), (c) => {
  return c.json({ user: c.var.seatkit.userId, session: c.var.seatkit.session })
})

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`listening on http://localhost:${port}`)
})
attachNotifier(server, sessions, { path: '/sessions/events', ...http })

/** Yours: the user's id, or null. */
function checkPassword(user: unknown, password: unknown): string | null {
  return user === 'alice' && password === 'correct horse' ? 'alice' : null
}
