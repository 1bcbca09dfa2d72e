import { memoryStore, SessionManager } from '@seatkit/core'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { Gate, signOutMeanwhile } from '../../../test-support/slow-request.ts'
import { requireSession, seatkit, sendSignIn } from '../src/index.ts'
import { serve } from './serve.ts'

it('R9 P1 a request under way does not revive the session that was signed out meanwhile', async () => {
  const gate = new Gate()
  const store = memoryStore()
  const secret = 'a secret of at least thirty-two bytes'
  const sessions = new SessionManager({ store, secret, sweepInterval: 'never' })
  const app = new Hono().use(seatkit(sessions, { allowInsecureLocalhost: true }))
  app.post('/login', async (c) => sendSignIn(c, await c.var.seatkit.signIn('alice')))
  app.post('/logout', async (c) => c.json(await c.var.seatkit.signOut()))
  app.get('/me', requireSession(), (c) => c.json(c.var.seatkit.session))
  app.post('/slow', requireSession(), async (c) => {
    await gate.pass()
    return c.json({ rotated: await c.var.seatkit.rotate() })
  })
  const served = await serve(app)
  expect(await signOutMeanwhile(served.url, gate)).toEqual({
    slow: { status: 200, body: { rotated: false }, cookies: [] },
    me: 401,
  })
  const { items } = await store.history('alice', { limit: 10 })
  expect(items.map(({ endReason }) => endReason)).toEqual(['signed-out'])
  await served.close()
})
