import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore } from '@seatkit/core'
import { type ManualClock, manualClock } from '@seatkit/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { loadPage, PAGE_DIR } from '../server/page.ts'
import { Recovery } from '../server/recovery.ts'
import { memoryRecoveryCodes } from '../server/recovery-codes.ts'
import { requestListener } from '../server/request-listener.ts'
import { createSessions } from '../server/sessions.ts'
import { readSettings, type Settings } from '../server/settings.ts'
import { memoryUsers } from '../server/users.ts'
import { somebody } from './support/device.ts'

it('answers the same with Express, Koa and Hono, byte for byte', async () => {
  const person = somebody()
  const [express, koa, hono] = await Promise.all(
    (['express', 'koa', 'hono'] as const).map(async (adapter) => story(await start(adapter), person)),
  )
  expect(express?.length).toBeGreaterThan(50)
  expect(koa).toEqual(express)
  expect(hono).toEqual(express)
})

/** What headers every adapter has to answer with alike; the others are the server's. */
const HEADERS = [
  'content-type',
  'cache-control',
  'allow',
  'retry-after',
  'upgrade',
  'www-authenticate',
] as const

const FRESH_WITHIN_MS = 600_000

interface Running {
  readonly url: string
  readonly clock: ManualClock
}

/** A browser that writes down what it is answered. From one request to the next, a second passes. */
class Recorder {
  readonly cookies: Map<string, string> = new Map()
  readonly #running: Running
  readonly #log: string[]

  constructor(running: Running, log: string[]) {
    this.#running = running
    this.#log = log
  }

  async ask(
    method: string,
    path: string,
    json?: unknown,
    headers: Record<string, string> = {},
  ): Promise<string> {
    const { url, clock } = this.#running
    clock.advance(1_000)
    const reply = await fetch(url + path, {
      method,
      headers: {
        origin: url,
        'user-agent': 'recorder',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    const text = await reply.text()
    const lines = reply.headers.getSetCookie()
    for (const line of lines) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      this.cookies.set(name, value)
    }
    const told = HEADERS.map((name) => `${name}: ${reply.headers.get(name)}`)
    const cookies = lines.map((line) => `set-cookie: ${line}`)
    this.#log.push([`${method} ${path}`, String(reply.status), ...told, ...cookies, text].join('\n'))
    return text
  }
}

/** Every route, in the good case and in the bad ones. What is random is replaced by when it was first seen. */
async function story(running: Running, person: object): Promise<readonly string[]> {
  const log: string[] = []
  const device = (): Recorder => new Recorder(running, log)
  const first = device()
  const second = device()
  const third = device()
  const nobody = device()
  const at = '/api/sessions'
  await first.ask('POST', '/api/signup', person)
  await first.ask('POST', '/api/signup', person)
  await first.ask('POST', '/api/signup', {})
  await first.ask('POST', '/api/login', { ...person, password: 'another' })
  await first.ask('POST', '/api/login', person, { origin: 'https://elsewhere.example' })
  await first.ask('POST', '/api/login', person)
  running.clock.advance(FRESH_WITHIN_MS)
  for (const [recorder, wrong] of [
    [third, '111111'],
    [second, '000000'],
  ] as const) {
    const { challenge } = JSON.parse(await recorder.ask('POST', '/api/login', person))
    await recorder.ask('GET', `${at}/pending`)
    await recorder.ask('POST', `${at}/pending/redeem`)
    await first.ask('GET', `${at}/challenges`)
    const answer = `${at}/challenges/${challenge.id}/answer`
    await first.ask('POST', answer, { code: wrong === challenge.code ? '222222' : wrong })
    await first.ask('POST', answer, { code: 123456 })
    await first.ask('POST', answer, undefined, { 'content-type': 'text/plain' })
    await first.ask('POST', answer, { code: challenge.code }, { origin: 'https://elsewhere.example' })
    if (recorder === second) await first.ask('POST', answer, { code: challenge.code })
    else await first.ask('POST', `${at}/challenges/${challenge.id}/deny`)
    await first.ask('POST', answer, { code: challenge.code })
    await recorder.ask('GET', `${at}/pending`)
    await recorder.ask('POST', `${at}/pending/redeem`)
    await recorder.ask('DELETE', `${at}/pending`)
  }
  await third.ask('POST', '/api/login', person)
  for (const recorder of [first, nobody]) {
    for (const path of [
      '',
      '/',
      '/current',
      '/history?limit=1',
      '/history?limit=x',
      '/challenges',
      '/pending',
    ]) {
      await recorder.ask('GET', at + path)
      await recorder.ask('PUT', at + path)
    }
    for (const path of ['/events', '/nothing/at/all', '//current']) await recorder.ask('GET', at + path)
    for (const path of ['/others', `/${'A'.repeat(22)}`]) await recorder.ask('DELETE', at + path)
  }
  for (const recorder of [first, nobody]) {
    await recorder.ask('POST', '/api/reauthenticate', { password: 'another' })
    await recorder.ask('POST', '/api/reauthenticate', person)
    await recorder.ask('DELETE', `${at}/others`)
  }
  await first.ask('GET', `${at}/history`)
  await second.ask('GET', `${at}/current`)
  await first.ask('DELETE', `${at}/current`)
  await first.ask('GET', `${at}/current`)
  await first.ask('GET', '/api/settings')
  for (const path of ['/api/recovery', '/api/recovery/confirm']) await first.ask('POST', path, {})
  await first.ask('GET', '/api/nothing')
  await first.ask('GET', '/login')
  return log.map(withoutChance())
}

/** Ids, tokens and cursors have 22 characters or more, and digits or capitals among them. */
function withoutChance(): (text: string) => string {
  const seen = new Map<string, string>()
  return (text) =>
    text.replace(/(?=[\w-]*[A-Z\d])[\w-]{22,}|(?<="code":")\d{6}/g, (value) => {
      const known = seen.get(value) ?? `<${value.length} characters, ${seen.size}>`
      seen.set(value, known)
      return known
    })
}

async function start(adapter: Settings['adapter']): Promise<Running> {
  const clock = manualClock()
  const settings: Settings = { ...readSettings({ STORE: 'memory', FRESH_WITHIN: '10m' }), adapter }
  const key = new Uint8Array(32)
  const keys = { codes: key, jwt: key, recovery: key }
  const sessions = createSessions(settings, { store: memoryStore({ clock: clock.now }) }, keys)
  const http = { allowInsecureLocalhost: true }
  const page = loadPage(PAGE_DIR)
  const recovery = new Recovery(sessions, memoryRecoveryCodes(), key, () => {})
  const server = createServer(
    requestListener({ settings, sessions, users: memoryUsers(), recovery, http, page }),
  )
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
    await sessions.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, clock }
}
