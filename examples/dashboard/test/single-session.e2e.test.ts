import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { type Database, startDatabase } from './support/database.ts'
import { Device, somebody } from './support/device.ts'

describe.each([
  { ADAPTER: 'express', STORE: 'redis', TOKEN: 'jwt' },
  { ADAPTER: 'koa', STORE: 'sqlite', TOKEN: 'opaque' },
  { ADAPTER: 'hono', STORE: 'postgres', TOKEN: 'jwt' },
] as const)('a single session on $ADAPTER, in $STORE, with $TOKEN tokens', ({ STORE, ...env }) => {
  let browser: Browser
  let database: Database
  let dashboard: Dashboard

  beforeAll(async () => {
    browser = await launchBrowser()
    database = await startDatabase(STORE)
    dashboard = await Dashboard.start({ POLICY: 'single-session', ...database.env, ...env })
  })

  afterAll(async () => {
    await browser?.close()
    expect(await dashboard?.stop()).toBe(0)
    await database?.[Symbol.asyncDispose]()
  })

  it('G4 G9 a new login takes over, and the earlier device is signed out at once and told why', async () => {
    const person = somebody()
    const first = await Device.open(browser, dashboard.url)
    const second = await Device.open(browser, dashboard.url)
    await first.signUp(person)

    await second.signIn(person)
    await second.sees('Your sessions')
    await first.sees('You were signed out because your account was signed in on another device.')
    const answer = await first.context.request.get('/api/sessions/current')
    expect(answer.status()).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'session-required', endReason: 'displaced' })

    await second.row('Session log').getByText('Displaced by a newer sign-in').waitFor()
    await second.hasActiveSessions(1)
    await first.close()
    await second.close()
  })

  it('G7 the same device signing in again takes its own seat', async () => {
    const person = somebody()
    const device = await Device.open(browser, dashboard.url)
    await device.signUp(person)
    await device.signIn(person)
    await device.sees('Your sessions')
    await device.row('Session log').getByText('Same device signed in again').waitFor()
    await device.hasActiveSessions(1)
    await device.close()
  })
})
