import {
  memoryStore,
  SessionManager,
  type SessionManagerOptions,
  StoreUnavailableError,
  twoSessions,
} from '@seatkit/core'
import type { SessionContext, SessionView } from '@seatkit/core/http'
import { type Context, Hono } from 'hono'
import { expect, expectTypeOf, it } from 'vitest'
import {
  requireSession,
  type SeatkitVariables,
  seatkit,
  seatkitErrors,
  sendSignIn,
  sessionRoutes,
} from '../src/index.ts'

const URL = 'http://localhost'

it('tells the handlers whose session it is', async () => {
  const app = application((app, sessions) => {
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    app.get('/me', requireSession(), (c) => {
      return c.json({ userId: c.var.seatkit.userId, session: c.var.seatkit.session })
    })
  })
  const cookie = await loggedIn(app)
  const reply = await app.request('/me', { headers: { cookie } })
  expect(await reply.json()).toMatchObject({ userId: 'alice', session: { current: true } })
})

it('needs no cast, in applications that name the type of their variables and in those that do not', () => {
  const sessions = new SessionManager({ ...OPTIONS, store: memoryStore() })
  new Hono().use(seatkit(sessions)).get('/', (c) => {
    expectTypeOf(c.var.seatkit).toEqualTypeOf<SessionContext>()
    return c.json(c.var.seatkit.session)
  })
  new Hono<{ Variables: { requestId: string } & SeatkitVariables }>().get('/', requireSession(), (c) => {
    expectTypeOf(c.get('seatkit').session).toEqualTypeOf<SessionView | null>()
    expectTypeOf(c.var.requestId).toEqualTypeOf<string>()
    return c.body(null)
  })
})

it('lets the handlers sign out and rotate', async () => {
  const app = application((app, sessions) => {
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    app.post('/rotate', async (c) => c.json(await c.var.seatkit.rotate()))
    app.post('/logout', async (c) => c.json(await c.var.seatkit.signOut()))
  })
  const before = await loggedIn(app)
  const rotated = await app.request('/rotate', {
    method: 'POST',
    headers: { cookie: before, origin: 'http://localhost' },
  })
  const after = cookieOf(rotated)
  expect(await rotated.json()).toBe(true)
  expect(after).not.toBe(before)
  for (const [cookie, worked] of [
    [before, false],
    [after, true],
    [after, false],
  ] as const) {
    const reply = await app.request('/logout', {
      method: 'POST',
      headers: { cookie, origin: 'http://localhost' },
    })
    expect(await reply.json()).toBe(worked)
  }
})

it('sets its cookies on whatever response a handler makes, beside those of the handler', async () => {
  const app = application((app, sessions) => {
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    app.post('/made', async (c) => {
      await c.var.seatkit.signIn('alice')
      return new Response('made', { headers: { 'set-cookie': 'mine=1', 'x-mine': '1' } })
    })
    app.post('/redirect', async (c) => {
      await c.var.seatkit.signIn('alice')
      return Response.redirect(URL, 303)
    })
    app.post('/helped', async (c) => {
      c.header('x-mine', '1')
      c.header('set-cookie', 'mine=1')
      return sendSignIn(c, await c.var.seatkit.signIn('alice'))
    })
  })
  const made = await app.request('/made', { method: 'POST' })
  const helped = await app.request('/helped', { method: 'POST', headers: { cookie: deviceCookieOf(made) } })
  const redirect = await app.request('/redirect', {
    method: 'POST',
    headers: { cookie: deviceCookieOf(made) },
  })
  expect([made.status, helped.status, redirect.status]).toEqual([200, 201, 303])
  for (const reply of [made, helped, redirect]) {
    expect(cookieOf(reply)).toMatch(/^seatkit=[\w.-]+$/)
    expect(reply.headers.get('cache-control')).toBe('no-store')
  }
  for (const reply of [made, helped]) {
    expect(reply.headers.getSetCookie()[0]).toBe('mine=1')
    expect(reply.headers.get('x-mine')).toBe('1')
  }
})

it('says what to do when seatkit() is not mounted before', async () => {
  const failures: unknown[] = []
  const app = application((app, sessions) => {
    app.get('/me', requireSession())
    app.route('/sessions', sessionRoutes(sessions))
    app.onError((error, c) => {
      failures.push(error)
      return c.body(null, 500)
    })
  })
  await app.request('/me')
  await app.request('/sessions')
  const text = 'c.var.seatkit is not there: mount app.use(seatkit(sessions)) before what needs sessions'
  expect(failures.map(String)).toEqual([`Error: ${text}`, `Error: ${text}`])
})

it('answers the paths of the session routes, and leaves all others to the application', async () => {
  const app = application((app, sessions) => {
    app.use(seatkit(sessions)).route('/sessions', sessionRoutes(sessions))
    app.all('*', (c) => c.body(null, 418))
  })
  const paths = ['/sessions', '/sessions/', '/sessions/x/y', '/sessions?x', '/sessionsx', '/', '/Sessions']
  const replies = await Promise.all(paths.map((path) => app.request(path)))
  expect(replies.map(({ status }) => status)).toEqual([401, 401, 404, 401, 418, 418, 418])
})

it('takes paths as they were sent', async () => {
  const app = application((app, sessions) => {
    app.use(seatkit(sessions)).route('/sessions', sessionRoutes(sessions))
  })
  const paths = ['/sessions/%63urrent', '/sessions/challenges%2Fx%2Fanswer', '/%73essions/current']
  const replies = await Promise.all(paths.map((path) => app.request(path)))
  expect(replies.map(({ status }) => status)).toEqual([405, 405, 401])
})

it('refuses wrong options at once', () => {
  const sessions = new SessionManager({ ...OPTIONS, store: memoryStore() })
  expect(() => seatkit(sessions, { allowedOrigins: ['app.example'] })).toThrow(/^allowedOrigins: /)
})

it('G8 leaves pages that need no session alone when the store cannot answer', async () => {
  const app = application(
    (app, sessions) => {
      app.use(seatkit(sessions, { allowInsecureLocalhost: true })).get('/open', (c) => c.text('open'))
    },
    { store: brokenStore() },
  )
  const reply = await app.request('/open', { headers: { cookie: `seatkit=${SOME_TOKEN}` } })
  expect([reply.status, await reply.text(), reply.headers.getSetCookie()]).toEqual([200, 'open', []])
})

it("G8 is a 503 even where only Hono's own error handler is there", async () => {
  const app = application(
    (app, sessions) => {
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
      app.get('/mine', (c) => c.json(c.var.seatkit.session))
    },
    { store: brokenStore() },
  )
  const page = await app.request('/mine', { headers: { cookie: `seatkit=${SOME_TOKEN}` } })
  const login = await app.request('/login', { method: 'POST' })
  for (const reply of [page, login]) {
    expect([reply.status, cookieOf(reply), reply.headers.get('retry-after')]).toEqual([503, '', '2'])
  }
})

it('refuses a login from another origin with 403, with and without seatkitErrors()', async () => {
  for (const first of [seatkitErrors(), undefined]) {
    const app = application((app, sessions) => {
      if (first) app.use(first)
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    })
    const headers = { origin: 'https://elsewhere.example' }
    const reply = await app.request('/login', { method: 'POST', headers })
    expect([reply.status, cookieOf(reply)]).toEqual([403, ''])
    expect(reply.headers.get('content-type')?.startsWith('application/problem+json')).toBe(
      first !== undefined,
    )
  }
})

it('leaves errors that are not its own to the application', async () => {
  const app = application((app) => {
    app.use(seatkitErrors())
    app.onError((error, c) => c.text(String(error), 500))
    app.get('/broken', () => {
      throw new RangeError('mine')
    })
  })
  expect(await (await app.request('/broken')).text()).toBe('RangeError: mine')
})

it('R47 takes the address and the origin from where the application says', async () => {
  for (const [clientIp, ip] of [
    [undefined, ''],
    [() => '198.51.100.7', '198.51.100.7'],
    [() => ({ remote: { address: '203.0.113.9' } }), '203.0.113.9'],
    [() => ({ remote: {} }), ''],
  ] as const) {
    const app = application((app, sessions) => {
      app.use(seatkit(sessions, { origin: () => 'https://app.example', ...(clientIp && { clientIp }) }))
    })
    const reply = await app.request('/login', { method: 'POST', headers: { origin: 'https://app.example' } })
    expect([reply.status, await reply.json()]).toMatchObject([201, { session: { device: { ip } } }])
    const other = await app.request('/login', { method: 'POST', headers: { origin: URL } })
    expect(other.status).toBe(403)
  }
})

const LONG_LIST = Array.from({ length: 700 }, (_, i) => `203.0.${i >> 8}.${i & 255}`).join(', ')

it.each([
  ['forged', ['1.1.1.1, 198.51.100.7']],
  ['that stands twice', ['1.1.1.1', '198.51.100.7']],
  ['as long as a header can be', [LONG_LIST, '198.51.100.7']],
  ['of an IPv4 address in IPv6', ['::ffff:198.51.100.7']],
])('R47 takes no client address from a header %s, unless the application reads it', async (_, forwarded) => {
  /** Whoever sits before a proxy that adds one address: the last one. */
  const behindProxy = (c: Context): string => c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  for (const [clientIp, ip] of [
    [undefined, ''],
    [() => ({ remote: { address: '::ffff:127.0.0.1' } }), '127.0.0.1'],
    [behindProxy, '198.51.100.7'],
  ] as const) {
    const app = application((app, sessions) => {
      app.use(seatkit(sessions, { allowInsecureLocalhost: true, ...(clientIp && { clientIp }) }))
    })
    const headers = forwarded.map((value): [string, string] => ['x-forwarded-for', value])
    const reply = await app.request('/login', {
      method: 'POST',
      headers: [...headers, ['x-real-ip', '1.1.1.1']],
    })
    expect(await reply.json()).toMatchObject({ session: { device: { ip } } })
  }
})

it('sets cookies for https unless plain http on this machine is allowed', async () => {
  const app = application((app, sessions) => {
    app.use(seatkit(sessions))
  })
  const reply = await app.request('/login', { method: 'POST' })
  const line = reply.headers.getSetCookie().find((one) => one.startsWith('__Host-seatkit='))
  expect(line).toMatch(/^__Host-seatkit=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

const OPTIONS = {
  policy: twoSessions(),
  secret: 'a secret of at least thirty-two bytes',
  sweepInterval: 'never',
} as const

const SOME_TOKEN = `${Buffer.from('alice').toString('base64url')}.${'A'.repeat(22)}.${'A'.repeat(43)}`

/** An application with a login, and no server. */
function application(
  mount: (app: Hono, sessions: SessionManager) => void,
  options: Partial<SessionManagerOptions> = {},
): Hono {
  const app = new Hono()
  mount(app, new SessionManager({ ...OPTIONS, store: memoryStore(), ...options }))
  return app.post('/login', async (c) => sendSignIn(c, await c.var.seatkit.signIn('alice')))
}

async function loggedIn(app: Hono): Promise<string> {
  return cookieOf(await app.request('/login', { method: 'POST' }))
}

/** The session cookie that an answer sets, as a browser sends it back. */
function cookieOf(reply: Response): string {
  return cookieNamed('seatkit', reply)
}

function deviceCookieOf(reply: Response): string {
  return cookieNamed('seatkit-device', reply)
}

function cookieNamed(name: string, reply: Response): string {
  const line = reply.headers.getSetCookie().find((one) => one.startsWith(`${name}=`))
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
