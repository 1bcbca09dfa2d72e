import Router from '@koa/router'
import {
  memoryStore,
  SessionManager,
  type SessionManagerOptions,
  StoreUnavailableError,
  twoSessions,
} from '@seatkit/core'
import type { SessionContext, SessionView } from '@seatkit/core/http'
import Koa from 'koa'
import session from 'koa-session'
import { afterEach, expect, expectTypeOf, it } from 'vitest'
import {
  requireSession,
  type SeatkitState,
  seatkit,
  seatkitErrors,
  sendSignIn,
  sessionRoutes,
} from '../src/index.ts'
import { type Served, serve } from './serve.ts'

const started: Served[] = []
afterEach(() => Promise.all(started.splice(0).map((served) => served.close())))

it('tells the handlers whose session it is', async () => {
  const url = await start((app, sessions) => {
    const router = new Router().get('/me', requireSession(), (ctx) => {
      ctx.body = { userId: ctx.state.seatkit.userId, session: ctx.state.seatkit.session }
    })
    app
      .use(seatkit(sessions, { allowInsecureLocalhost: true }))
      .use(loginRoute())
      .use(router.routes())
  })
  const cookie = await loggedIn(url)
  const reply = await fetch(`${url}/me`, { headers: { cookie } })
  expect(await reply.json()).toMatchObject({ userId: 'alice', session: { current: true } })
})

it('needs no cast, in applications that name the type of their state and in those that do not', () => {
  const sessions = new SessionManager({ ...OPTIONS, store: memoryStore() })
  new Koa().use(seatkit(sessions)).use((ctx) => {
    expectTypeOf(ctx.state.seatkit).toEqualTypeOf<SessionContext>()
  })
  new Koa<{ requestId: string }>().use(seatkit(sessions)).use((ctx) => {
    expectTypeOf(ctx.state.seatkit.session).toEqualTypeOf<SessionView | null>()
    expectTypeOf(ctx.state.requestId).toEqualTypeOf<string>()
  })
  new Router<{ requestId: string } & SeatkitState>().get('/', requireSession(), (ctx) => {
    expectTypeOf(ctx.state.seatkit.userId).toEqualTypeOf<string | null>()
  })
})

it('lets the handlers sign out and rotate', async () => {
  const url = await start((app, sessions) => {
    const router = new Router()
    router.post('/rotate', async (ctx) => {
      ctx.body = { done: await ctx.state.seatkit.rotate() }
    })
    router.post('/logout', async (ctx) => {
      ctx.body = { done: await ctx.state.seatkit.signOut() }
    })
    app
      .use(seatkit(sessions, { allowInsecureLocalhost: true }))
      .use(loginRoute())
      .use(router.routes())
  })
  const before = await loggedIn(url)
  const rotated = await fetch(`${url}/rotate`, { method: 'POST', headers: { cookie: before, origin: url } })
  const after = cookieOf(rotated)
  expect(await rotated.json()).toEqual({ done: true })
  expect(after).not.toBe(before)
  for (const [cookie, done] of [
    [before, false],
    [after, true],
    [after, false],
  ] as const) {
    const reply = await fetch(`${url}/logout`, { method: 'POST', headers: { cookie, origin: url } })
    expect(await reply.json()).toEqual({ done })
  }
})

it('lives beside koa-session, each with its own session and cookie', async () => {
  const url = await start((app, sessions) => {
    app.keys = ['a key of koa-session']
    app.use(session(app)).use(seatkit(sessions, { allowInsecureLocalhost: true }))
    app.use(async (ctx, next) => {
      if (ctx.path === '/login') ctx.session.basket = ['book']
      await next()
      if (ctx.path === '/mine') {
        ctx.body = { userId: ctx.state.seatkit.userId, basket: ctx.session.basket }
      }
    })
    app.use(loginRoute()).use(sessionRoutes(sessions, { prefix: '/sessions' }))
  })
  const login = await fetch(`${url}/login`, { method: 'POST' })
  const jar = login.headers.getSetCookie().map((line) => line.split(';')[0])
  const names = jar.map((pair) => pair?.split('=')[0]).sort()
  expect(names).toEqual(['koa.sess', 'koa.sess.sig', 'seatkit', 'seatkit-device'])
  const headers = { cookie: jar.join('; '), origin: url }
  expect(await (await fetch(`${url}/mine`, { headers })).json()).toEqual({
    userId: 'alice',
    basket: ['book'],
  })
  expect((await fetch(`${url}/sessions/current`, { method: 'DELETE', headers })).status).toBe(204)
  expect(await (await fetch(`${url}/mine`, { headers })).json()).toEqual({ userId: null, basket: ['book'] })
})

it('says what to do when seatkit() is not mounted before', async () => {
  const failures: unknown[] = []
  const url = await start((app, sessions) => {
    app.on('error', (error) => failures.push(error))
    app.use(new Router().get('/me', requireSession()).routes())
    app.use(sessionRoutes(sessions, { prefix: '/sessions' }))
  })
  await fetch(`${url}/me`)
  await fetch(`${url}/sessions`)
  const text = 'ctx.state.seatkit is not there: mount app.use(seatkit(sessions)) before what needs sessions'
  expect(failures.map(String)).toEqual([`Error: ${text}`, `Error: ${text}`])
})

it('answers the paths of the session routes, and leaves all others to the application', async () => {
  const url = await start((app, sessions) => {
    app.use(seatkit(sessions)).use(sessionRoutes(sessions, { prefix: '/sessions' }))
    app.use((ctx) => {
      ctx.status = 418
    })
  })
  const statuses = ['/sessions', '/sessions/', '/sessions/x/y', '/sessions?x', '/sessionsx', '/', '/Sessions']
  const replies = statuses.map((path) => fetch(url + path))
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([
    401, 401, 404, 401, 418, 418, 418,
  ])
})

it('refuses wrong options at once', () => {
  const sessions = new SessionManager({ ...OPTIONS, store: memoryStore() })
  expect(() => seatkit(sessions, { allowedOrigins: ['app.example'] })).toThrow(/^allowedOrigins: /)
  for (const prefix of ['sessions', '/sessions/', '/', '//sessions', '/sessions?x']) {
    expect(() => sessionRoutes(sessions, { prefix })).toThrow(
      `prefix: '${prefix}' is not a path; write it as '/sessions', without a slash at its end`,
    )
  }
})

it('G8 leaves pages that need no session alone when the store cannot answer', async () => {
  const url = await start(
    (app, sessions) => {
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
      app.use((ctx) => {
        ctx.body = 'open'
      })
    },
    { store: brokenStore() },
  )
  const reply = await fetch(`${url}/open`, { headers: { cookie: `seatkit=${SOME_TOKEN}` } })
  expect([reply.status, await reply.text(), reply.headers.getSetCookie()]).toEqual([200, 'open', []])
})

it("G8 is a 503 even where only Koa's own error handler is there", async () => {
  const url = await start(
    (app, sessions) => {
      app.use(seatkit(sessions, { allowInsecureLocalhost: true })).use(loginRoute())
      app.use((ctx) => {
        ctx.body = ctx.state.seatkit.session
      })
    },
    { store: brokenStore() },
  )
  const page = await fetch(`${url}/mine`, { headers: { cookie: `seatkit=${SOME_TOKEN}` } })
  const login = await fetch(`${url}/login`, { method: 'POST' })
  for (const reply of [page, login]) {
    expect([reply.status, cookieOf(reply), reply.headers.get('retry-after')]).toEqual([503, '', '2'])
  }
})

it('refuses a login from another origin with 403, with and without seatkitErrors()', async () => {
  for (const first of [seatkitErrors(), undefined]) {
    const url = await start((app, sessions) => {
      if (first) app.use(first)
      app.use(seatkit(sessions, { allowInsecureLocalhost: true })).use(loginRoute())
    })
    const headers = { origin: 'https://elsewhere.example' }
    const reply = await fetch(`${url}/login`, { method: 'POST', headers })
    expect([reply.status, cookieOf(reply)]).toEqual([403, ''])
  }
})

it('leaves errors that are not its own, and answers that have begun, to Koa', async () => {
  const failures: unknown[] = []
  const url = await start((app) => {
    app.on('error', (error) => failures.push(error))
    app.use(seatkitErrors()).use((ctx) => {
      if (ctx.path === '/broken') throw new RangeError('mine')
      ctx.status = 200
      ctx.flushHeaders()
      ctx.res.end('begun')
      throw new StoreUnavailableError()
    })
  })
  expect((await fetch(`${url}/broken`)).status).toBe(500)
  expect(await (await fetch(`${url}/begun`)).text()).toBe('begun')
  expect(failures.map(String)).toEqual([
    'RangeError: mine',
    'StoreUnavailableError: the session store is not available',
  ])
})

it('R47 believes forwarded addresses only where the application trusts its proxies', async () => {
  for (const [proxy, ip] of [
    [false, '127.0.0.1'],
    [true, '198.51.100.7'],
  ] as const) {
    const url = await start((app, sessions) => {
      app.proxy = proxy
      app.maxIpsCount = 1
      app.use(seatkit(sessions, { allowInsecureLocalhost: true })).use(loginRoute())
    })
    const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' }
    const reply = await fetch(`${url}/login`, { method: 'POST', headers })
    expect(await reply.json()).toMatchObject({ session: { device: { ip } } })
  }
})

const LONG_LIST = Array.from({ length: 700 }, (_, i) => `203.0.${i >> 8}.${i & 255}`).join(', ')

it.each([
  ['forged', ['1.1.1.1, 198.51.100.7']],
  ['that stands twice', ['1.1.1.1', '198.51.100.7']],
  ['as long as a header can be', [LONG_LIST, '198.51.100.7']],
  ['of an IPv4 address in IPv6', ['::ffff:198.51.100.7']],
  ['with garbage before', ['<script>, "x", ::, 198.51.100.7']],
])(
  'R47 takes no client address from a header %s, and the proxy’s own where one is trusted',
  async (_, forwarded) => {
    for (const [proxy, ip] of [
      [false, '127.0.0.1'],
      [true, '198.51.100.7'],
    ] as const) {
      const url = await start((app, sessions) => {
        app.proxy = proxy
        app.maxIpsCount = 1
        app.use(seatkit(sessions, { allowInsecureLocalhost: true })).use(loginRoute())
      })
      const headers = forwarded.map((value): [string, string] => ['x-forwarded-for', value])
      const more: [string, string][] = [
        ['forwarded', 'for=1.1.1.1'],
        ['x-real-ip', '1.1.1.1'],
        ['cf-connecting-ip', '1.1.1.1'],
      ]
      const reply = await fetch(`${url}/login`, { method: 'POST', headers: [...headers, ...more] })
      expect(await reply.json()).toMatchObject({ session: { device: { ip } } })
    }
  },
)

it('sets cookies for https unless plain http on this machine is allowed', async () => {
  const url = await start((app, sessions) => {
    app.use(seatkit(sessions)).use(loginRoute())
  })
  const reply = await fetch(`${url}/login`, { method: 'POST' })
  const line = reply.headers.getSetCookie().find((one) => one.startsWith('__Host-seatkit='))
  expect(line).toMatch(/^__Host-seatkit=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

const OPTIONS = {
  policy: twoSessions(),
  secret: 'a secret of at least thirty-two bytes',
  sweepInterval: 'never',
} as const

const SOME_TOKEN = `${Buffer.from('alice').toString('base64url')}.${'A'.repeat(22)}.${'A'.repeat(43)}`

async function start(
  mount: (app: Koa, sessions: SessionManager) => void,
  options: Partial<SessionManagerOptions> = {},
): Promise<string> {
  const app = new Koa()
  app.silent = true
  mount(app, new SessionManager({ ...OPTIONS, store: memoryStore(), ...options }))
  const served = await serve(app.callback())
  started.push(served)
  return served.url
}

function loginRoute(): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/login') return await next()
    sendSignIn(ctx, await ctx.state.seatkit.signIn('alice'))
  }
}

async function loggedIn(url: string): Promise<string> {
  return cookieOf(await fetch(`${url}/login`, { method: 'POST' }))
}

/** The session cookie that an answer sets, as a browser sends it back. */
function cookieOf(reply: Response): string {
  const line = reply.headers.getSetCookie().find((one) => one.startsWith('seatkit='))
  return line?.split(';')[0] ?? ''
}

/** A store that is down. */
function brokenStore(): SessionManagerOptions['store'] {
  const down = (): Promise<never> => Promise.reject(new StoreUnavailableError())
  return {
    touch: down,
    find: down,
    read: down,
    update: down,
    history: down,
    audit: down,
    purge: down,
    forget: down,
    async *expired() {
      yield await down()
    },
  }
}
