import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import bodyParser from '@koa/bodyparser'
import Router from '@koa/router'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-koa'
import { memoryStore, SessionManager, twoSessions } from '@seatkit/core'
import { attachNotifier } from '@seatkit/notifier-ws'
import Koa from 'koa'

// One session is free, the second needs a code that the first one types, a third is refused.
const sessions = new SessionManager({
  store: memoryStore(),
  policy: twoSessions(),
  secret: process.env.SEATKIT_SECRET ?? randomBytes(32),
})
const http = { allowInsecureLocalhost: true }

const app = new Koa()
app.use(seatkitErrors())
app.use(seatkit(sessions, http))
app.use(sessionRoutes(sessions, { prefix: '/sessions' }))

const router = new Router()

router.post('/login', bodyParser(), async (ctx) => {
  const userId = checkPassword(ctx.request.body)
  if (userId === null) ctx.throw(401, 'wrong user or password')
  else sendSignIn(ctx, await ctx.state.seatkit.signIn(userId))
})

router.get('/me', requireSession(), (ctx) => {
  ctx.body = { user: ctx.state.seatkit.userId, session: ctx.state.seatkit.session }
})

app.use(router.routes())

const server = app.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`)
})
attachNotifier(server, sessions, { path: '/sessions/events', ...http })

/** Yours: the user's id, or null. */
function checkPassword(body: unknown): string | null {
  const { user, password } = body as { user?: unknown; password?: unknown }
  return user === 'alice' && password === 'correct horse' ? 'alice' : null
}
