import { isDeepStrictEqual } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { handleSessionRoute } from '@seatkit/core/http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseClientMessage } from '../../src/http/live-message.ts'
import { load, request } from '../http/browser.ts'
import { admitted, device, firstAndWaiting, setup, TOKEN_FORMATS } from '../manager/setup.ts'
import { damaged, damagedText } from './damaged.ts'

const numRuns = process.env.SEATKIT_LONG ? 100_000 : 1_500
const seed = Date.now()
console.info(`damaged input: seed ${seed}, ${numRuns} runs each`)

/** The bytes that live once the rubbish is gone. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  return process.memoryUsage().heapUsed
}

const MAX_GROWTH_BYTES = 16 * 1024 * 1024

describe('F28 damaged input is refused and never throws', { timeout: 120_000 }, () => {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  let before = 0

  beforeAll(() => {
    process.on('unhandledRejection', note)
    before = heapInUse()
  })

  afterAll(() => {
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(heapInUse() - before).toBeLessThan(MAX_GROWTH_BYTES)
  })

  describe.each(TOKEN_FORMATS)('%s', (_, tokens) => {
    it('as a token: it is nobody, or it is the session it was', async () => {
      const { sessions } = setup({}, tokens)
      const { token, session } = admitted(await sessions.signIn('alice', { device: device('a') }))
      await fc.assert(
        fc.asyncProperty(damagedText(token), async (text) => {
          const found = (await sessions.authenticate(text)).session
          if (text === token) expect(found?.id).toBe(session.id)
          else if (found !== null) expect(isSameReference(text, token)).toBe(true)
        }),
        { seed, numRuns },
      )
    })

    it('as a Cookie or an Authorization header: 401, or the session it was', async () => {
      const { sessions } = setup({}, tokens)
      const { token, session } = admitted(await sessions.signIn('alice', { device: device('a') }))
      const header = fc.oneof(
        damagedText(`a=1; __Host-seatkit=${token}; b="2"`).map((cookie) => ({ cookie })),
        damagedText(`Bearer ${token}`).map((authorization) => ({ authorization })),
      )
      await fc.assert(
        fc.asyncProperty(header, async (headers) => {
          const asked = request({ path: '/current', headers })
          const { context } = await load(sessions, asked)
          const { status } = await handleSessionRoute(sessions, context, asked)
          expect(status).toBe(context.session?.id === session.id ? 200 : 401)
        }),
        { seed, numRuns },
      )
    })
  })

  it('as a ticket: nothing waits for it', async () => {
    const { sessions } = setup()
    const { waiting } = await firstAndWaiting(sessions)
    await fc.assert(
      fc.asyncProperty(damagedText(waiting.ticket), async (text) => {
        const found = await sessions.pending(text)
        if (text === waiting.ticket) expect(found?.status).toBe('pending')
        else if (found !== null) expect(isSameReference(text, waiting.ticket)).toBe(true)
      }),
      { seed, numRuns },
    )
  })

  it('as a JSON body: 400, 413, 422 or the answer to what it says', async () => {
    const { sessions } = setup()
    const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const path = '/challenges/none/answer'
    await fc.assert(
      fc.asyncProperty(damaged(Buffer.from('{"code":"123456"}')), async (bytes) => {
        const asked = request({ method: 'POST', path, headers, body: inPieces(bytes) })
        const { context } = await load(sessions, asked)
        const { status } = await handleSessionRoute(sessions, context, asked)
        expect([400, 404, 413, 422]).toContain(status)
      }),
      { seed, numRuns },
    )
  })

  it('as a message on a live connection: no message, or one of the protocol', () => {
    const message = { type: 'challenge.answer', ref: '1', challengeId: 'abc', code: '123456' }
    fc.assert(
      fc.property(damaged(Buffer.from(JSON.stringify(message))), (bytes) => {
        const parsed = parseClientMessage(Buffer.from(bytes).toString('utf8'))
        if (parsed === null) return
        expect(['challenge.answer', 'challenge.deny']).toContain(parsed.type)
        for (const value of Object.values(parsed)) expect(['string', 'boolean']).toContain(typeof value)
      }),
      { seed, numRuns },
    )
  })

  it('as a query and a cursor: 400, or a page', async () => {
    const { sessions } = setup()
    const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const headers = { authorization: `Bearer ${token}` }
    await fc.assert(
      fc.asyncProperty(
        damagedText('?limit=10&cursor=1750000000000.abcdefghijklmnopqrstuv'),
        async (search) => {
          const asked = request({ path: '/history', search, headers })
          const { context } = await load(sessions, asked)
          expect([200, 400]).toContain((await handleSessionRoute(sessions, context, asked)).status)
        },
      ),
      { seed, numRuns },
    )
  })

  it('as a path: 404, 405, or the route it means', async () => {
    const { sessions } = setup()
    const { token } = admitted(await sessions.signIn('alice', { device: device('a') }))
    const headers = { authorization: `Bearer ${token}` }
    const method = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'TRACE')
    await fc.assert(
      fc.asyncProperty(method, damagedText('/challenges/abc/answer'), async (verb, path) => {
        const asked = request({ method: verb, path, headers })
        const { context } = await load(sessions, asked)
        const { status } = await handleSessionRoute(sessions, context, asked)
        expect([200, 204, 401, 404, 405, 415, 422]).toContain(status)
      }),
      { seed, numRuns },
    )
  })

  it('as a User-Agent and an address: one printable line, cut', async () => {
    const { sessions } = setup()
    const seen = damagedText('Mozilla/5.0 (X11; Linux x86_64) \u202e\r\n{"event":"x"}')
    await fc.assert(
      fc.asyncProperty(seen, seen, async (userAgent, ip) => {
        const outcome = await sessions.signIn('alice', { device: { id: 'same', userAgent, ip } })
        const stored = admitted(outcome).session.device
        expect(stored.userAgent.length).toBeLessThanOrEqual(512)
        expect(stored.ip.length).toBeLessThanOrEqual(64)
        expect(stored.userAgent + stored.ip).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
      }),
      { seed, numRuns: Math.min(numRuns, 10_000) },
    )
  })
})

/** The last character of base64url has bits that mean nothing: another one may stand for the same bytes. */
function isSameReference(text: string, token: string): boolean {
  const [one, other] = [text, token].map((dotted) =>
    dotted.split('.').map((part) => Buffer.from(part, 'base64url')),
  )
  return isDeepStrictEqual(one, other)
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
}
