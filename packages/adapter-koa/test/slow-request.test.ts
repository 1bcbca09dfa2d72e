import Router from '@koa/router'
import { memoryStore, SessionManager } from '@seatkit/core'
import Koa from 'koa'
import { expect, it } from 'vitest'
import { Gate, signOutMeanwhile } from '../../../test-support/slow-request.ts'
import { requireSession, type SeatkitState, seatkit, sendSignIn } from '../src/index.ts'
import { serve } from './serve.ts'

it('R9 P1 a request under way does not revive the session that was signed out meanwhile', async () => {
  const gate = new Gate()
  const store = memoryStore()
  const secret = 'a secret of at least thirty-two bytes'
  const router = new Router<SeatkitState>()
  router.post('/login', async (ctx) => sendSignIn(ctx, await ctx.state.seatkit.signIn('alice')))
  router.post('/logout', async (ctx) => {
    ctx.body = { done: await ctx.state.seatkit.signOut() }
  })
  router.get('/me', requireSession(), (ctx) => {
    ctx.body = ctx.state.seatkit.session
  })
  router.post('/slow', requireSession(), async (ctx) => {
    await gate.pass()
    ctx.body = { rotated: await ctx.state.seatkit.rotate() }
  })
  const app = new Koa()
    .use(
      seatkit(new SessionManager({ store, secret, sweepInterval: 'never' }), {
        allowInsecureLocalhost: true,
      }),
    )
    .use(router.routes())
  const served = await serve(app.callback())
  expect(await signOutMeanwhile(served.url, gate)).toEqual({
    slow: { status: 200, body: { rotated: false }, cookies: [] },
    me: 401,
  })
  const { items } = await store.history('alice', { limit: 10 })
  expect(items.map(({ endReason }) => endReason)).toEqual(['signed-out'])
  await served.close()
})
