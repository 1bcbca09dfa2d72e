import { memoryStore, SessionManager, twoSessions } from '@seatkit/core'
import { attachNotifier } from '@seatkit/notifier-ws'
import Koa from 'koa'
import { expect, it, onTestFinished } from 'vitest'
import { LiveClient } from '../../notifier-ws/test/live-client.ts'
import { seatkit, sendSignIn, sessionRoutes } from '../src/index.ts'
import { serve } from './serve.ts'

it("G4 serves the WebSocket on Koa's server: state, prompt, and the end of a session", async () => {
  const url = await start()
  const cookie = await login(url)
  const client = connect(url, cookie)
  expect(await client.next()).toMatchObject({ type: 'hello', session: { current: true }, challenges: [] })
  await login(url)
  expect(await client.next()).toMatchObject({
    type: 'challenge.created',
    challenge: { id: expect.any(String) },
  })
  const ended = await fetch(`${url}/sessions/current`, { method: 'DELETE', headers: { cookie, origin: url } })
  expect(ended.status).toBe(204)
  expect(await client.next()).toMatchObject({ type: 'session.ended', session: { endReason: 'signed-out' } })
  expect(await client.closed).toBe(4401)
})

it('leaves plain requests for the WebSocket to the routes, and refuses upgrades of strangers', async () => {
  const url = await start()
  expect((await fetch(`${url}/sessions/events`)).status).toBe(426)
  expect((await connect(url, '').refused()).status).toBe(401)
})

async function start(): Promise<string> {
  const sessions = new SessionManager({
    store: memoryStore(),
    policy: twoSessions(),
    secret: 'a secret of at least thirty-two bytes',
    sweepInterval: 'never',
  })
  const http = { allowInsecureLocalhost: true }
  const app = new Koa()
  app.use(seatkit(sessions, http)).use(sessionRoutes(sessions, { prefix: '/sessions' }))
  app.use(async (ctx) => sendSignIn(ctx, await ctx.state.seatkit.signIn('alice')))
  const { server, url, close } = await serve(app.callback())
  const notifier = attachNotifier(server, sessions, { path: '/sessions/events', ...http })
  onTestFinished(async () => {
    await notifier.close()
    await sessions.close()
    await close()
  })
  return url
}

function connect(url: string, cookie: string): LiveClient {
  const client = new LiveClient(`${url}/sessions/events`, { origin: url, cookie })
  onTestFinished(() => client.cutOff())
  return client
}

/** Logs a device in and gives back the cookies it then holds. */
async function login(url: string, cookie = ''): Promise<string> {
  const reply = await fetch(`${url}/login`, { method: 'POST', headers: { cookie, origin: url } })
  return reply.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
