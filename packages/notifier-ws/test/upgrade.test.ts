import { describe, expect, it } from 'vitest'
import type { Headers } from './live-client.ts'
import { PATH, sessionCookie, startLiveServer, ticketCookie } from './live-server.ts'
import { RawClient } from './raw-client.ts'

const ALLOWED = 'https://app.example.com'

describe('an upgrade', () => {
  it('is accepted with the session cookie, a Bearer token, the ticket cookie, and a ticket as Bearer', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const b = await live.wait('b')
    const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}`, origin: undefined })
    for (const [headers, told] of [
      [sessionCookie(a), 'session'],
      [bearer(a.token), 'session'],
      [ticketCookie(b), 'pending'],
      [bearer(b.ticket), 'pending'],
    ] as const) {
      expect(await live.connect(headers).next()).toHaveProperty(told)
    }
  })

  it('takes the session where a browser holds a session and a ticket, and the ticket when the session is over', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const b = await live.wait('b')
    const both = { cookie: `${sessionCookie(a).cookie}; ${ticketCookie(b).cookie}` }
    expect(await live.connect(both).next()).toHaveProperty('session.id', a.session.id)
    await live.sessions.end('alice', a.session.id)
    expect(await live.connect(both).next()).toHaveProperty('pending.id', b.challenge.id)
  })

  it.each<[string, Headers]>([
    ['without a credential', {}],
    ['with a token that is none', { cookie: 'seatkit=nonsense' }],
    ['with a ticket that is none', { cookie: 'seatkit-ticket=nonsense' }],
    ['with a Bearer that is none', { authorization: 'Bearer nonsense' }],
    ['with a malformed Authorization', { authorization: 'Bearer' }],
    ['with another scheme', { authorization: 'Basic YTpi' }],
  ])('is refused with 401 %s', async (_, headers) => {
    const live = await startLiveServer()
    const { status, headers: sent, body } = await live.connect(headers).refused()
    expect([status, body.code]).toEqual([401, 'session-required'])
    expect(sent['content-type']).toMatch('application/problem+json')
    expect(sent['cache-control']).toBe('no-store')
  })

  it('does not read a token or a ticket in the query', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const b = await live.wait('b')
    const query = `token=${a.token}&access_token=${a.token}&ticket=${b.ticket}&seatkit=${a.token}`
    expect((await live.connect({}, `${PATH}?${query}`).refused()).status).toBe(401)
  })

  it('says why the session ended', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    await live.sessions.endAll('alice', 'user-disabled')
    expect((await live.connect(sessionCookie(a)).refused()).body).toMatchObject({
      status: 401,
      endReason: 'user-disabled',
    })
  })

  it('is refused with 405 by another method than GET', async () => {
    const live = await startLiveServer()
    const reply = await new RawClient(live.origin, {}, 'POST').rest()
    expect(reply).toMatch(/^HTTP\/1\.1 405 .*\r\nallow: GET\r\n/s)
  })

  it.each([
    ['another protocol', { upgrade: 'h2c' }],
    ['another version', { 'sec-websocket-version': '12' }],
    ['no key', { 'sec-websocket-key': undefined }],
  ])('is refused with 426 when it asks for %s', async (_, headers) => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const client = new RawClient(live.origin, { ...sessionCookie(a), ...headers })
    const reply = await client.rest()
    expect(reply).toMatch(/^HTTP\/1\.1 426 .*\r\nsec-websocket-version: 13\r\n.*"code":"upgrade-required"/s)
  })
})

describe('the origin of an upgrade', () => {
  it.each([
    ['the own one', (own: string) => own],
    ['an allowed one', () => ALLOWED],
  ])('may be %s', async (_, originOf) => {
    const live = await startLiveServer({ allowedOrigins: [ALLOWED] })
    const a = await live.signIn('a')
    const client = live.connect({ ...sessionCookie(a), origin: originOf(live.origin) })
    expect((await client.next()).type).toBe('hello')
  })

  it.each<[string, string | undefined]>([
    ['absent', undefined],
    ['null', 'null'],
    ['empty', ''],
    ['of another site', 'https://evil.example'],
    ['one that begins with an allowed one', 'https://app.example.com.evil.io'],
    ['one that ends with an allowed one', 'https://evilapp.example.com'],
    ['in another case', 'https://APP.example.com'],
    ['of another scheme', 'http://app.example.com'],
    ['with a port', 'https://app.example.com:443'],
    ['with a path', 'https://app.example.com/'],
    ['two in one', 'https://app.example.com, https://evil.example'],
    ['a wildcard', '*'],
    ['the own host by another name', 'http://localhost'],
  ])('is refused with 403 when it is %s, whichever cookie comes along', async (_, origin) => {
    const live = await startLiveServer({ allowedOrigins: [ALLOWED] })
    const a = await live.signIn('a')
    const b = await live.wait('b')
    for (const headers of [sessionCookie(a), ticketCookie(b)]) {
      const { status, body } = await live.connect({ ...headers, origin }).refused()
      expect([status, body.code]).toEqual([403, 'cross-origin'])
    }
  })

  it.each([
    ['absent', undefined],
    ['null', 'null'],
  ])('may be %s with a Bearer token, which no page can send', async (_, origin) => {
    const live = await startLiveServer()
    const { token } = await live.signIn('a')
    const client = live.connect({ authorization: `Bearer ${token}`, origin })
    expect((await client.next()).type).toBe('hello')
  })

  it('is still refused when it is of another site, even with a Bearer token', async () => {
    const live = await startLiveServer()
    const { token } = await live.signIn('a')
    const headers = { authorization: `Bearer ${token}`, origin: 'https://evil.example' }
    expect((await live.connect(headers).refused()).status).toBe(403)
  })

  it.each(['Bearer', 'Bearer nonsense', 'Basic YTpi'])(
    'cannot be left out by sending a cookie along with "%s"',
    async (authorization) => {
      const live = await startLiveServer()
      const a = await live.signIn('a')
      const headers = { ...sessionCookie(a), authorization, origin: undefined }
      expect((await live.connect(headers).refused()).status).toBe(401)
    },
  )
})
