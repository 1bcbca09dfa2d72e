import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { Device, somebody } from './support/device.ts'

describe('beside the story of the single session', () => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    browser = await launchBrowser()
    dashboard = await Dashboard.start({ POLICY: 'single-session', STORE: 'memory' })
  })

  afterAll(async () => {
    await browser?.close()
    expect(await dashboard?.stop()).toBe(0)
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
