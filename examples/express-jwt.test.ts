import { expect, it } from 'vitest'
import { runningExample } from './running-example.ts'

it('G4 refuses the token of the earlier login as soon as there is a new one, and says why', async () => {
  const url = await runningExample('express-jwt')
  const first = await token(url)
  expect(await me(url, first)).toMatchObject({ status: 200, body: { user: 'alice' } })
  const second = await token(url)
  expect(await me(url, first)).toMatchObject({
    status: 401,
    body: { code: 'session-required', endReason: 'displaced' },
  })
  expect(await me(url, second)).toMatchObject({ status: 200, body: { user: 'alice' } })
})

async function token(url: string): Promise<string> {
  const reply = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'alice', password: 'correct horse' }),
  })
  expect([reply.status, reply.headers.getSetCookie()]).toEqual([201, []])
  const { token } = (await reply.json()) as { token: string }
  expect(token.split('.')).toHaveLength(3)
  return token
}

async function me(url: string, token: string): Promise<{ status: number; body: unknown }> {
  const reply = await fetch(`${url}/me`, { headers: { authorization: `Bearer ${token}` } })
  return { status: reply.status, body: await reply.json() }
}
