import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runningExample } from './running-example.ts'

const ALICE = { user: 'alice', password: 'correct horse' }

describe.each(['express-quickstart', 'koa-quickstart', 'hono-quickstart'])('%s', (name) => {
  it('signs in, lists, asks for approval and signs out', async () => {
    const url = await runningExample(name)
    expect((await login(url, { ...ALICE, password: 'wrong' })).status).toBe(401)

    const first = await login(url, ALICE)
    expect(first.status).toBe(201)
    const headers = { cookie: cookiesOf(first), origin: url }
    const me = await fetch(`${url}/me`, { headers })
    expect(await me.json()).toMatchObject({ user: 'alice', session: { current: true } })
    const list = await fetch(`${url}/sessions`, { headers })
    expect(await list.json()).toMatchObject({ sessions: [{ current: true, device: { name: 'Firefox' } }] })

    const second = await login(url, ALICE)
    expect(second.status).toBe(202)
    const { challenge } = (await second.json()) as { challenge: { id: string; code: string } }
    const answered = await fetch(`${url}/sessions/challenges/${challenge.id}/answer`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ code: challenge.code }),
    })
    expect(await answered.json()).toEqual({ status: 'approved' })
    const redeemed = await fetch(`${url}/sessions/pending/redeem`, {
      method: 'POST',
      headers: { cookie: cookiesOf(second), origin: url },
    })
    expect(redeemed.status).toBe(201)
    expect((await login(url, ALICE)).status).toBe(409)

    expect((await fetch(`${url}/sessions/current`, { method: 'DELETE', headers })).status).toBe(204)
    expect((await fetch(`${url}/me`, { headers })).status).toBe(401)
  })

  it('is of at most 60 lines', () => {
    const lines = readFileSync(join(import.meta.dirname, name, 'server.ts'), 'utf8').split('\n')
    expect(lines.length).toBeLessThanOrEqual(60)
  })
})

function login(url: string, body: object): Promise<Response> {
  return fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Firefox/140.0' },
    body: JSON.stringify(body),
  })
}

function cookiesOf(reply: Response): string {
  return reply.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
