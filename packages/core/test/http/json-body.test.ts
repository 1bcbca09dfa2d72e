import { handleSessionRoute, resolveHttpOptions, SessionContext } from '@seatkit/core/http'
import { expect, it } from 'vitest'
import { firstAndWaiting, setup } from '../manager/setup.ts'
import { collectHeaders, request } from './browser.ts'

type Body = Pick<Parameters<typeof request>[0] & object, 'parsedBody' | 'body'>

/** What the route for answers says to a body. */
async function statusOf(make: (code: string) => Body): Promise<number> {
  const { sessions } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const asked = request({
    method: 'POST',
    path: `/challenges/${waiting.challenge.id}/answer`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${first.token}` },
    ...make(waiting.challenge.code),
  })
  const context = await SessionContext.load(sessions, resolveHttpOptions({}), asked, collectHeaders())
  return (await handleSessionRoute(sessions, context, asked)).status
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}

it.each<[string, number, (code: string) => Body]>([
  ['an object', 200, (code) => ({ parsedBody: { code } })],
  ['text', 200, (code) => ({ parsedBody: JSON.stringify({ code }) })],
  ['bytes', 200, (code) => ({ parsedBody: new TextEncoder().encode(JSON.stringify({ code })) })],
  [
    'an object without a prototype',
    200,
    (code) => ({ parsedBody: Object.assign(Object.create(null), { code }) }),
  ],
  ['chunks', 200, (code) => ({ body: chunks('{"co', `de":"${code}"`, '}') })],
  ['4,096 bytes', 200, (code) => ({ body: chunks(JSON.stringify({ code }).padEnd(4_096)) })],
  ['4,097 bytes', 413, (code) => ({ body: chunks(JSON.stringify({ code }).padEnd(4_097)) })],
  ['4,097 bytes in chunks', 413, (code) => ({ body: chunks(JSON.stringify({ code }), ' '.repeat(4_080)) })],
  ['no body at all', 400, () => ({})],
  ['an empty body', 400, () => ({ body: chunks() })],
  ['a parsed null', 400, () => ({ parsedBody: null })],
  ['broken text', 400, () => ({ parsedBody: '{' })],
  ['bytes that are no UTF-8', 400, () => ({ parsedBody: new Uint8Array([0xff]) })],
])('a body that is %s: %i', async (_, status, make) => {
  expect(await statusOf(make)).toBe(status)
})

it('reads a body that is too large to its end, or the answer would be lost with the connection', async () => {
  let finished = false
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (let chunk = 0; chunk < 100; chunk++) yield new Uint8Array(1_000)
    finished = true
  }
  expect(await statusOf(() => ({ body: endless() }))).toBe(413)
  expect(finished).toBe(true)
})

it('reads no more than 4 MiB of a body that is too large', async () => {
  let read = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; ; read++) yield new Uint8Array(1_048_576)
  }
  expect(await statusOf(() => ({ body: endless() }))).toBe(413)
  expect(read).toBe(4)
})

it('takes a body that breaks off for a malformed one', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10)
    throw new Error('aborted')
  }
  expect(await statusOf(() => ({ body: broken() }))).toBe(400)
})
