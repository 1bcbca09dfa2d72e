import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Browser } from './browser.ts'
import { runningExample } from './running-example.ts'

it('G2 leaves no login of passport behind when a login waits or is refused', async () => {
  const url = await passportApp()
  const wrong = new Browser(url)
  expect(await login(wrong, 'wrong')).toMatchObject({ status: 401 })
  expect([...wrong.cookies]).toEqual([])

  const first = new Browser(url)
  expect(await login(first)).toMatchObject({ status: 201 })
  expect(await first.get('/orders')).toEqual({ status: 200, body: { orders: ['one for alice'] } })

  const second = new Browser(url)
  const waiting = await login(second)
  expect(waiting).toMatchObject({ status: 202 })
  expect(await second.get('/orders')).toMatchObject({ status: 401 })
  expect(second.cookies.has(PASSPORT)).toBe(false)

  await first.send('POST', `/sessions/challenges/${waiting.body.challenge.id}/answer`, {
    code: waiting.body.challenge.code,
  })
  expect(await second.get('/orders')).toMatchObject({ status: 401 })
  expect(await second.send('POST', '/sessions/pending/redeem')).toMatchObject({ status: 201 })
  expect(await second.get('/orders')).toMatchObject({ status: 200 })

  const third = new Browser(url)
  expect(await login(third)).toMatchObject({ status: 409, body: { detail: 'Already 2 sessions active' } })
  expect(await third.get('/orders')).toMatchObject({ status: 401 })
  expect(third.cookies.has(PASSPORT)).toBe(false)
})

it("G4 refuses the app's own routes to a device as soon as another has ended its session", async () => {
  const { url, first, second } = await twoSignedIn()
  const { body } = await second.get('/sessions')
  const other = body.sessions.find(({ current }) => !current)
  const before = first.cookies.get(PASSPORT) ?? ''

  expect(await second.send('DELETE', `/sessions/${other?.id}`)).toMatchObject({ status: 204 })
  expect(await first.get('/orders')).toMatchObject({ status: 401 })
  expect(await second.get('/orders')).toMatchObject({ status: 200 })
  expect(await new Browser(url, [[PASSPORT, before]]).get('/orders')).toMatchObject({ status: 401 })
})

it("opens nothing with passport's cookie alone, whatever passport thinks of it", async () => {
  const { url, first } = await twoSignedIn()
  const alone = new Browser(url, [[PASSPORT, first.cookies.get(PASSPORT) ?? '']])
  expect(await alone.get('/orders')).toMatchObject({ status: 401 })
})

it('signs out of both at once', async () => {
  const { url, first, second } = await twoSignedIn()
  const before = [...first.cookies]
  expect(await first.send('POST', '/logout')).toMatchObject({ status: 204 })
  expect(await first.get('/orders')).toMatchObject({ status: 401 })
  expect(await new Browser(url, before).get('/orders')).toMatchObject({ status: 401 })
  expect((await second.get('/sessions')).body.sessions).toHaveLength(1)
})

it('keeps a page of another origin from signing out', async () => {
  const { first } = await twoSignedIn()
  const forged = await first.send('POST', '/logout', {}, 'https://evil.example')
  expect(forged).toMatchObject({ status: 403 })
  expect(await first.get('/orders')).toMatchObject({ status: 200 })
})

const PASSPORT = 'connect.sid'

async function passportApp(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'seatkit-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return await runningExample('existing-passport-app', { SESSIONS_DB: join(directory, 'sessions.db') })
}

async function twoSignedIn() {
  const url = await passportApp()
  const first = new Browser(url)
  const second = new Browser(url)
  await login(first)
  const { challenge } = (await login(second)).body
  await first.send('POST', `/sessions/challenges/${challenge.id}/answer`, { code: challenge.code })
  await second.send('POST', '/sessions/pending/redeem')
  for (const browser of [first, second]) {
    expect(await browser.get('/orders')).toMatchObject({ status: 200 })
    expect(browser.cookies.has(PASSPORT)).toBe(true)
  }
  return { url, first, second }
}

function login(browser: Browser, password = 'correct horse') {
  return browser.send('POST', '/login', { username: 'alice', password })
}
