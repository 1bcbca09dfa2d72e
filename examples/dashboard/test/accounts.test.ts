import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Dashboard, MAIN, NODE_FLAGS } from './support/dashboard.ts'
import { type Person, somebody } from './support/device.ts'

describe.each([
  { ADAPTER: 'express', STORE: 'sqlite' },
  { ADAPTER: 'koa', STORE: 'memory' },
  { ADAPTER: 'hono', STORE: 'sqlite' },
])('accounts with $ADAPTER in $STORE', (env) => {
  let dashboard: Dashboard

  beforeAll(async () => {
    dashboard = await Dashboard.start(env)
  })

  afterAll(async () => {
    expect(await dashboard?.stop()).toBe(0)
  })

  function post(path: string, body: unknown, type = 'application/json'): Promise<Response> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return fetch(`${dashboard.url}/api${path}`, {
      method: 'POST',
      // A server may close a connection whose body it did not read to the end.
      headers: { 'content-type': type, connection: 'close' },
      body: text,
    })
  }

  async function signedUp(): Promise<Person> {
    const person = somebody()
    expect((await post('/signup', person)).status).toBe(201)
    return person
  }

  it('creates an account, once for each address in any spelling, and tells no hash', async () => {
    const person = somebody()
    const created = await post('/signup', person)
    expect(created.status).toBe(201)
    const { name, email } = person
    expect(await created.json()).toEqual({ user: { id: expect.any(String), name, email } })

    const again = await post('/signup', { ...person, email: ` ${email.toUpperCase()} ` })
    expect(again.status).toBe(409)
    expect(again.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await again.json()).toMatchObject({ code: 'email-taken', status: 409 })
  })

  it('says which fields are not right', async () => {
    const refused = await post('/signup', { name: ' ', email: 'nobody', password: 'short' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      code: 'invalid-input',
      errors: { name: expect.any(String), email: expect.any(String), password: expect.any(String) },
    })
  })

  it.each([
    ['no JSON', '{"name"', 'application/json', 400],
    ['a text', '"x"', 'application/json', 422],
    ['a list', '[]', 'application/json', 422],
    ['odd types', '{"name":1,"email":{"a":1},"password":["x"]}', 'application/json', 422],
    ['a form', 'name=x', 'application/x-www-form-urlencoded', 422],
    ['too much', JSON.stringify({ name: 'x'.repeat(200_000) }), 'application/json', 413],
  ])('answers %s with 4xx', async (_name, body, type, status) => {
    const refused = await post('/signup', body, type)
    expect(refused.status).toBe(status)
    expect(await refused.json()).toMatchObject({ status, code: expect.any(String) })
  })

  it('answers a body that is not in the encoding it claims with 4xx', async () => {
    const refused = await fetch(`${dashboard.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', connection: 'close' },
      body: JSON.stringify(somebody()),
    })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(refused.status).toBeLessThan(500)
  })

  it('answers a wrong password and an unknown address alike', async () => {
    const person = await signedUp()
    const wrong = await post('/login', { ...person, password: 'not the password' })
    const unknown = await post('/login', somebody())
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.text()).toBe(await unknown.text())
    expect([...wrong.headers.keys()]).toEqual([...unknown.headers.keys()])
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  it('answers a right password with the outcome of the sign-in, and other origins with 403', async () => {
    const person = await signedUp()
    expect((await post('/login', person)).status).toBe(201)
    expect((await post('/login', person)).status).toBe(202)
    const forged = await fetch(`${dashboard.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify(person),
    })
    expect(forged.status).toBe(403)
    expect(await forged.json()).toMatchObject({ code: 'cross-origin' })
  })

  it('serves the page everywhere else, and problems under /api', async () => {
    for (const path of ['/', '/login', '/signup']) {
      const page = await fetch(dashboard.url + path)
      expect(page.status).toBe(200)
      expect(page.headers.get('content-type')).toContain('text/html')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
    const nothing = await fetch(`${dashboard.url}/api/nothing`)
    expect(nothing.status).toBe(404)
    expect(await nothing.json()).toMatchObject({ code: 'not-found' })
  })
})

it('does not start with settings it does not understand, and says why', async () => {
  const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
    env: { PATH: process.env.PATH, STORE: 'paper' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(code).toBe(1)
  expect(said.trim()).toBe("STORE: 'paper' is not possible; write sqlite or memory or redis or postgres")
})
