import { memoryStore, type Session, type SessionManager, StoreUnavailableError } from '@seatkit/core'
import { CrossOriginError, handleSessionRoute } from '@seatkit/core/http'
import { describe, expect, it } from 'vitest'
import { admitted, device, setup } from '../manager/setup.ts'
import { load, ORIGIN, request } from './browser.ts'

const DEVICE = 'd'.repeat(22)

/** Who asks with Alice's token, as a cookie. */
async function aliceAsks(sessions: SessionManager, more = ''): ReturnType<typeof load> {
  const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  const headers = {
    cookie: `__Host-seatkit=${token}; __Host-seatkit-device=${DEVICE}${more}`,
    origin: ORIGIN,
  }
  return load(sessions, request({ method: 'POST', headers }))
}

describe('signIn', () => {
  it('R18 sets the cookie until the browser closes, or until the absolute limit when it is persistent', async () => {
    const { sessions } = setup()
    for (const [persistent, maxAge] of [
      [false, ''],
      [true, ' Max-Age=604800;'],
    ] as const) {
      const { context, cookies } = await load(sessions, request())
      await context.signIn('alice', { persistent, absoluteTimeout: '7d', idleTimeout: '1d' })
      await sessions.endAll('alice')
      expect(cookies.at(-1)).toMatch(
        new RegExp(`^__Host-seatkit=[\\w.-]+;${maxAge} Path=/; HttpOnly; Secure; SameSite=Lax$`),
      )
    }
  })

  it('keeps a login persistent that had to wait, and through a new token', async () => {
    const { sessions } = setup()
    await sessions.signIn('alice', { device: device('a') })
    const { context: waiting, cookies: given } = await load(sessions, request())
    await waiting.signIn('alice', { persistent: true, absoluteTimeout: '7d' })
    const [session] = await sessions.list('alice')
    await sessions.signOut(session as Session)

    const cookie = given.map((line) => line.split(';')[0]).join('; ')
    const redeeming = request({
      method: 'POST',
      path: '/pending/redeem',
      headers: { cookie, origin: ORIGIN },
    })
    const { context, cookies } = await load(sessions, redeeming)
    expect((await handleSessionRoute(sessions, context, redeeming)).status).toBe(201)
    expect(cookies[0]).toContain('; Max-Age=604800; ')
    await context.rotate({ persistent: true })
    expect(cookies.at(-1)).toContain('; Max-Age=604800; ')
    await context.rotate()
    expect(cookies.at(-1)).not.toContain('Max-Age')
  })

  it('knows the device again by its cookie, and keeps only a hash of it', async () => {
    const { sessions } = setup()
    const headers = { cookie: `__Host-seatkit-device=${DEVICE}` }
    for (let login = 0; login < 2; login++) {
      const { context, cookies } = await load(sessions, request({ headers }))
      await context.signIn('alice')
      expect(cookies.some((line) => line.startsWith('__Host-seatkit-device='))).toBe(false)
    }
    const { items } = await sessions.history('alice', { limit: 10 })
    expect(items.map(({ endReason }) => endReason)).toEqual(expect.arrayContaining([undefined, 'replaced']))
    expect(JSON.stringify(items)).not.toContain(DEVICE)
  })

  it.each(['short', 'x'.repeat(23), '%00'.repeat(8), ''])(
    'gives a new device cookie in place of %j',
    async (sent) => {
      const headers = { cookie: `__Host-seatkit-device=${sent}` }
      const { context, cookies } = await load(setup().sessions, request({ headers }))
      await context.signIn('alice')
      expect(cookies[0]).toMatch(/^__Host-seatkit-device=[\w-]{22}; Max-Age=34560000; /)
    },
  )

  it('is what the rest of the request sees, even when the store could not answer before', async () => {
    const store = memoryStore()
    const { sessions } = setup({
      store: { ...bound(store), touch: () => Promise.reject(new StoreUnavailableError()) },
    })
    const { context } = await aliceAsks(sessions)
    expect(() => context.session).toThrow(StoreUnavailableError)
    expect(() => context.userId).toThrow(StoreUnavailableError)
    expect(context.refusal()).toMatchObject({ status: 503 })
    await context.signIn('bob')
    expect([context.userId, context.session?.current, context.refusal()]).toEqual(['bob', true, null])
  })

  it('R41 is refused to another origin before anything happens', async () => {
    const { sessions, events } = setup()
    const headers = { origin: 'https://elsewhere.example' }
    const { context, cookies } = await load(sessions, request({ headers }))
    await expect(context.signIn('alice')).rejects.toThrow(CrossOriginError)
    expect([events, cookies]).toEqual([[], []])
  })
})

it('signs out: the session ends, the cookie goes, and the request has no session any more', async () => {
  const { sessions } = setup()
  const { context, cookies } = await aliceAsks(sessions)
  expect(await context.signOut()).toBe(true)
  expect(cookies).toEqual(['__Host-seatkit=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax'])
  expect([context.session, context.userId, await context.signOut()]).toEqual([null, null, false])
  expect(await sessions.list('alice')).toEqual([])
})

it('R13 rotates: the cookie has the new token', async () => {
  const { sessions } = setup()
  const { context, cookies } = await aliceAsks(sessions)
  const { session } = context
  expect(await context.rotate()).toBe(true)
  const token = /^__Host-seatkit=([^;]+)/.exec(cookies[0] ?? '')?.[1] ?? ''
  expect((await sessions.authenticate(token)).session?.id).toBe(session?.id)
  await sessions.endAll('alice')
  expect(await context.rotate()).toBe(false)
})

it('prefers the Authorization header to the cookie, and asks no origin of it', async () => {
  const { sessions } = setup()
  const bob = admitted(await sessions.signIn('bob', { device: device('b') }))
  const alice = admitted(await sessions.signIn('alice', { device: device('a') }))
  const headers = { cookie: `__Host-seatkit=${alice.token}`, authorization: `Bearer ${bob.token}` }
  const { context } = await load(sessions, request({ method: 'POST', headers }))
  expect(context.userId).toBe('bob')
  expect(() => context.requireSameOrigin()).not.toThrow()
})

it("R40 lets the application's own routes ask for the same origin", async () => {
  const { sessions } = setup()
  const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  const cookie = `__Host-seatkit=${token}`
  const { context: foreign } = await load(sessions, request({ headers: { cookie } }))
  expect(() => foreign.requireSameOrigin()).toThrow(CrossOriginError)
  const { context: own } = await load(sessions, request({ headers: { cookie, origin: ORIGIN } }))
  expect(() => own.requireSameOrigin()).not.toThrow()
})

it('R18 uses names and attributes for plain http on this machine only, and only when it is told so', async () => {
  const { sessions } = setup()
  const local = { allowInsecureLocalhost: true }
  for (const [origin, options, name] of [
    ['http://localhost:4000', local, 'seatkit'],
    ['http://127.0.0.1', local, 'seatkit'],
    ['http://[::1]:4000', local, 'seatkit'],
    ['http://localhost:4000', {}, '__Host-seatkit'],
    ['https://localhost:4000', local, '__Host-seatkit'],
    ['http://app.example', local, '__Host-seatkit'],
    ['http://localhost.evil.example', local, '__Host-seatkit'],
  ] as const) {
    const { context, cookies } = await load(sessions, request({ origin }), options)
    await context.signIn('alice')
    await sessions.endAll('alice')
    const secure = name === 'seatkit' ? '' : ' Secure;'
    expect(cookies.at(-1)).toMatch(new RegExp(`^${name}=[\\w.-]+; Path=/; HttpOnly;${secure} SameSite=Lax$`))
  }
})

it('R19 finds its own cookie among others, and takes one that stands twice, however it is spaced, for none', async () => {
  const { sessions } = setup()
  const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
  const ours = `__Host-seatkit=${token}`
  for (const [cookie, userId] of [
    [`a=b;${ours};c`, 'alice'],
    [`  ${ours}  `, 'alice'],
    [`${ours}; __Host-seatkit=x`, null],
    [`__Host-seatkit=x;${ours}`, null],
    [`${ours};\t__Host-seatkit=`, null],
    [`${'x=y;'.repeat(4_000)}${ours}`, 'alice'],
    [`x=y; x${ours}; z= ${ours}`, null],
    [`__Host-seatkit-x=${token}; __HOST-seatkit=${token}`, null],
    [`x${ours}; ${ours}; y=${ours}`, 'alice'],
  ] as const) {
    const { context } = await load(sessions, request({ headers: { cookie } }))
    expect(context.userId).toBe(userId)
  }
})

function bound(store: ReturnType<typeof memoryStore>): ReturnType<typeof memoryStore> {
  return {
    touch: (...args) => store.touch(...args),
    find: (...args) => store.find(...args),
    read: (...args) => store.read(...args),
    update: (...args) => store.update(...args),
    history: (...args) => store.history(...args),
    audit: (...args) => store.audit(...args),
    expired: (limit) => store.expired(limit),
    purge: (limit) => store.purge(limit),
    forget: (userId) => store.forget(userId),
  }
}
