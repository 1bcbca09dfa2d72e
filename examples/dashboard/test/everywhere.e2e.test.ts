import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard, type DashboardEnv } from './support/dashboard.ts'
import { type Database, startDatabase } from './support/database.ts'
import { anotherCode, Device, FIREFOX_ON_WINDOWS, somebody } from './support/device.ts'

/** The story of two sessions, from the browser to the database, on every adapter and every store; what is beside it, once. */
describe.each(['sqlite', 'redis', 'postgres'] as const)('with sessions in %s', (STORE) => {
  let browser: Browser
  let database: Database

  beforeAll(async () => {
    browser = await launchBrowser()
    database = await startDatabase(STORE)
  })

  afterAll(async () => {
    await browser?.close()
    await database?.[Symbol.asyncDispose]()
  })

  /** Stops by itself; a test that gets that far looks at how. */
  async function startDashboard(env: DashboardEnv): Promise<Dashboard> {
    const dashboard = await Dashboard.start({ ...database.env, ...env })
    onTestFinished(async () => void (await dashboard.stop()))
    return dashboard
  }

  describe.each([
    { ADAPTER: 'express', TOKEN: 'opaque' },
    { ADAPTER: 'koa', TOKEN: 'jwt' },
    { ADAPTER: 'hono', TOKEN: 'opaque' },
  ])('on $ADAPTER, with $TOKEN tokens', (env) => {
    it('two sessions: the code lets the second device in, the third is refused, and the first ends the second', async () => {
      const dashboard = await startDashboard(env)
      const first = await Device.open(browser, dashboard.url)
      const second = await Device.open(browser, dashboard.url, FIREFOX_ON_WINDOWS)
      const third = await Device.open(browser, dashboard.url)
      const person = somebody()
      await first.signUp(person)
      await first.hasActiveSessions(1)

      await second.signIn(person)
      const code = await second.code()
      expect(code).toMatch(/^\d{6}$/)

      await first.prompt.waitFor()
      expect(await first.prompt.textContent()).toContain('Firefox on Windows')
      expect(await first.prompt.textContent()).toContain('127.0.0.1')
      expect(await first.page.content()).not.toContain(code)

      await first.typeCode(anotherCode(code))
      await first.sees('Wrong code. 4 attempts left.')
      await first.typeCode(code)
      await second.sees('Your sessions')
      await first.prompt.waitFor({ state: 'detached' })
      await first.hasActiveSessions(2)
      await second.hasActiveSessions(2)

      await third.signIn(person)
      await third.sees('Already 2 sessions active')
      await third.sees('Firefox on Windows · 127.0.0.1')

      await first.page.getByRole('button', { name: 'End session of Firefox on Windows' }).click()
      await second.sees('You were signed out because this session was ended from another device.')
      await second.page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await first.hasActiveSessions(1)
      const log = first.row('Session log').filter({ hasText: 'Firefox on Windows' })
      await log.getByText('Ended from another device').waitFor()

      for (const device of [first, second, third]) await device.close()
      expect(await dashboard.stop()).toBe(0)
    })
  })
})
