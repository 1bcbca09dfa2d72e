import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '@seatkit/adapter-express'
import { memoryStore, type PolicyOptions, SessionManager, SessionPolicy } from '@seatkit/core'
import { type ManualClock, manualClock } from '@seatkit/core/testing'
import { attachNotifier, type NotifierOptions } from '@seatkit/notifier-ws'
import express from 'express'
import { onTestFinished } from 'vitest'

export interface SeatkitServer {
  readonly origin: string
  readonly sessions: SessionManager
  /** Starts at the true time, which is what HTTP's `Date` says, and stands still. */
  readonly clock: ManualClock
  /** Cuts every connection, as a network that fails does. */
  cutOff(): void
  /** While true, every request but the upgrade is answered with 503. */
  setDown(isDown: boolean): void
}

/** Express, the notifier and a memory store on a free port, gone when the test is. `POST /login/alice` logs Alice in. */
export async function startSeatkit(
  policy: PolicyOptions = {},
  notifierOptions: Partial<NotifierOptions> = {},
): Promise<SeatkitServer> {
  const clock = manualClock(Date.now())
  const sessions = new SessionManager({
    store: memoryStore({ clock: clock.now }),
    policy: new SessionPolicy(policy),
    secret: 'a secret of thirty-two bytes, no less',
    sweepInterval: 'never',
  })
  const http = { allowInsecureLocalhost: true }
  let isDown = false

  const app = express()
  app.use((_req, res, next) => {
    if (isDown) res.status(503).set('retry-after', '7').end()
    else next()
  })
  app.use(seatkit(sessions, http))
  app.use('/sessions', sessionRoutes(sessions))
  app.post('/login/:user', async (req, res) => {
    sendSignIn(res, await req.seatkit.signIn(req.params.user))
  })
  app.use(seatkitErrors())

  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const notifier = attachNotifier(server, sessions, {
    path: '/sessions/events',
    ...http,
    ...notifierOptions,
  })
  onTestFinished(async () => {
    await notifier.close()
    await sessions.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sessions,
    clock,
    cutOff: () => {
      for (const socket of sockets) socket.destroy()
    },
    setDown: (down) => {
      isDown = down
    },
  }
}
