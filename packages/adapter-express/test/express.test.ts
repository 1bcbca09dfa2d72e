import {
  memoryStore,
  SessionManager,
  type SessionManagerOptions,
  StoreUnavailableError,
  twoSessions,
} from '@seatkit/core'
import express, { type Express } from 'express'
import session from 'express-session'
import { afterEach, expect, it } from 'vitest'
import { requireSession, seatkit, seatkitErrors, sendSignIn, sessionRoutes } from '../src/index.ts'
import { type Served, serve } from './serve.ts'

const started: Served[] = []
afterEach(() => Promise.all(started.splice(0).map((served) => served.close())))

it('tells the handlers whose session it is', async () => {
  const url = await start((app, sessions) => {
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }), loginRoute())
    app.get('/me', requireSession(), (req, res) => {
      res.json({ userId: req.seatkit.userId, session: req.seatkit.session })
    })
  })
  const cookie = await loggedIn(url)
  const reply = await fetch(`${url}/me`, { headers: { cookie } })
  expect(await reply.json()).toMatchObject({ userId: 'alice', session: { current: true } })
})

it('lets the handlers sign out and rotate', async () => {
  const url = await start((app, sessions) => {
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }), loginRoute())
    app.post('/rotate', async (req, res) => {
      res.json(await req.seatkit.rotate())
    })
    app.post('/logout', async (req, res) => {
      res.json(await req.seatkit.signOut())
    })
  })
  const before = await loggedIn(url)
  const rotated = await fetch(`${url}/rotate`, { method: 'POST', headers: { cookie: before, origin: url } })
  const after = cookieOf(rotated)
  expect(await rotated.json()).toBe(true)
  expect(after).not.toBe(before)
  for (const [cookie, worked] of [
    [before, false],
    [after, true],
    [after, false],
  ] as const) {
    const reply = await fetch(`${url}/logout`, { method: 'POST', headers: { cookie, origin: url } })
    expect(await reply.json()).toBe(worked)
  }
  const forged = { cookie: await loggedIn(url), origin: 'https://evil.example' }
  for (const path of ['/logout', '/rotate']) {
    expect((await fetch(url + path, { method: 'POST', headers: forged })).status).toBe(403)
  }
})

it('lives beside express-session, each with its own session and cookie', async () => {
  const url = await start((app, sessions) => {
    app.use(session({ secret: 'a secret of express-session', resave: false, saveUninitialized: false }))
    app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
    app.post('/login', (req, _res, next) => {
      req.session.logins = 7
      next()
    })
    app.use(loginRoute()).use('/sessions', sessionRoutes(sessions))
    app.get('/mine', (req, res) => {
      res.json({ userId: req.seatkit.userId, logins: req.session.logins })
    })
  })
  const login = await fetch(`${url}/login`, { method: 'POST' })
  const jar = login.headers.getSetCookie().map((line) => line.split(';')[0])
  const names = jar.map((pair) => pair?.split('=')[0]).sort()
  expect(names).toEqual(['connect.sid', 'seatkit', 'seatkit-device'])
  const headers = { cookie: jar.join('; '), origin: url }
  expect(await (await fetch(`${url}/mine`, { headers })).json()).toEqual({ userId: 'alice', logins: 7 })
  expect((await fetch(`${url}/sessions/current`, { method: 'DELETE', headers })).status).toBe(204)
  expect(await (await fetch(`${url}/mine`, { headers })).json()).toEqual({ userId: null, logins: 7 })
})

it('says what to do when seatkit() is not mounted before', async () => {
  const failures: unknown[] = []
  const url = await start((app, sessions) => {
    app.get('/me', requireSession())
    app.use('/sessions', sessionRoutes(sessions))
    app.use(collect(failures))
  })
  await fetch(`${url}/me`)
  await fetch(`${url}/sessions`)
  const text = 'req.seatkit is not there: mount app.use(seatkit(sessions)) before what needs sessions'
  expect(failures.map(String)).toEqual([`Error: ${text}`, `Error: ${text}`])
})

it('refuses wrong options at once', () => {
  const sessions = new SessionManager({ ...OPTIONS, store: memoryStore() })
  expect(() => seatkit(sessions, { allowedOrigins: ['app.example'] })).toThrow(
    "allowedOrigins: 'app.example' is not an origin; write scheme, host and port alone, such as 'https://app.example'",
  )
})

it('G8 leaves pages that need no session alone when the store cannot answer', async () => {
  const url = await start(
    (app, sessions) => {
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }))
      app.get('/open', (_, res) => {
        res.send('open')
      })
    },
    { store: brokenStore() },
  )
  const reply = await fetch(`${url}/open`, { headers: { cookie: `seatkit=${SOME_TOKEN}` } })
  expect([reply.status, await reply.text(), reply.headers.getSetCookie()]).toEqual([200, 'open', []])
})

it("G8 is a 503 even where only Express' own error handler is mounted", async () => {
  const url = await start(
    (app, sessions) => {
      app.set('env', 'test')
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }), loginRoute())
      app.get('/mine', (req, res) => {
        res.json(req.seatkit.session)
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
  for (const last of [seatkitErrors(), undefined]) {
    const url = await start((app, sessions) => {
      app.set('env', 'test')
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }), loginRoute())
      if (last) app.use(last)
    })
    const headers = { origin: 'https://elsewhere.example' }
    const reply = await fetch(`${url}/login`, { method: 'POST', headers })
    expect([reply.status, reply.headers.getSetCookie()]).toEqual([403, []])
  }
})

it('allows the origins it is told to allow, and no others', async () => {
  const url = await start((app, sessions) => {
    app.use(seatkit(sessions, { allowInsecureLocalhost: true, allowedOrigins: ['https://app.example'] }))
    app.use(loginRoute(), seatkitErrors())
  })
  const statuses = [
    'https://app.example',
    'https://app.example.',
    'http://app.example',
    'https://app.example:8443',
  ]
  const replies = statuses.map((origin) => fetch(`${url}/login`, { method: 'POST', headers: { origin } }))
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual([201, 403, 403, 403])
})

it('leaves errors that are not its own to the application', async () => {
  const failures: unknown[] = []
  const url = await start((app) => {
    app.get('/broken', () => {
      throw new RangeError('mine')
    })
    app.use(seatkitErrors(), collect(failures))
  })
  await fetch(`${url}/broken`)
  expect(failures.map(String)).toEqual(['RangeError: mine'])
})

it('leaves an answer that has begun to Express', async () => {
  const failures: unknown[] = []
  const url = await start((app) => {
    app.get('/broken', (_, res) => {
      res.write('begun')
      throw new StoreUnavailableError()
    })
    app.use(seatkitErrors(), collect(failures))
  })
  expect(await (await fetch(`${url}/broken`)).text()).toBe('begun')
  expect(failures.map(String)).toEqual(['StoreUnavailableError: the session store is not available'])
})

it('R47 believes forwarded addresses only from proxies that the application trusts', async () => {
  for (const [trusted, ip] of [
    [false, '127.0.0.1'],
    [1, '198.51.100.7'],
  ] as const) {
    const url = await start((app, sessions) => {
      app.set('trust proxy', trusted)
      app.use(seatkit(sessions, { allowInsecureLocalhost: true }), loginRoute())
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
    for (const [trusted, ip] of [
      [false, '127.0.0.1'],
      [1, '198.51.100.7'],
      ['198.51.100.0/24', '127.0.0.1'],
    ] as const) {
      const url = await start((app, sessions) => {
        app.set('trust proxy', trusted)
        app.use(seatkit(sessions, { allowInsecureLocalhost: true }), loginRoute())
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
    app.use(seatkit(sessions), loginRoute())
  })
  const reply = await fetch(`${url}/login`, { method: 'POST' })
  const session = reply.headers.getSetCookie().find((line) => line.startsWith('__Host-seatkit='))
  expect(session).toMatch(/^__Host-seatkit=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

const OPTIONS = {
  policy: twoSessions(),
  secret: 'a secret of at least thirty-two bytes',
  sweepInterval: 'never',
} as const

const SOME_TOKEN = `${Buffer.from('alice').toString('base64url')}.${'A'.repeat(22)}.${'A'.repeat(43)}`

async function start(
  mount: (app: Express, sessions: SessionManager) => void,
  options: Partial<SessionManagerOptions> = {},
): Promise<string> {
  const app = express()
  mount(app, new SessionManager({ ...OPTIONS, store: memoryStore(), ...options }))
  const served = await serve(app)
  started.push(served)
  return served.url
}

function loginRoute(): express.RequestHandler {
  return express.Router().post('/login', async (req, res) => {
    sendSignIn(res, await req.seatkit.signIn('alice'))
  })
}

async function loggedIn(url: string): Promise<string> {
  return cookieOf(await fetch(`${url}/login`, { method: 'POST' }))
}

/** The session cookie that an answer sets, as a browser sends it back. */
function cookieOf(reply: Response): string {
  const line = reply.headers.getSetCookie().find((one) => one.startsWith('seatkit='))
  return line?.split(';')[0] ?? ''
}

/** An error handler that keeps what it gets. */
function collect(failures: unknown[]): express.ErrorRequestHandler {
  return (error, _req, res, _next) => {
    failures.push(error)
    res.end()
  }
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
