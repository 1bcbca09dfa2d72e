import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { Device, somebody } from './support/device.ts'

describe.each(['SIGTERM', 'SIGKILL'] as const)('a restart after %s', (signal) => {
  let browser: Browser
  let dashboard: Dashboard

  beforeAll(async () => {
    browser = await launchBrowser()
    dashboard = await Dashboard.start({ TOKEN: signal === 'SIGTERM' ? 'jwt' : 'opaque' })
  })

  afterAll(async () => {
    await browser?.close()
    expect(await dashboard?.stop()).toBe(0)
  })

  it('loses neither the session nor the challenge that is open', async () => {
    const person = somebody()
    const first = await Device.open(browser, dashboard.url)
    const second = await Device.open(browser, dashboard.url)
    await first.signUp(person)
    await second.signIn(person)
    const code = await second.code()
    await first.prompt.waitFor()

    await dashboard.restart(signal)

    await first.page.reload()
    await first.typeCode(code)
    await second.sees('Your sessions')
    await first.hasActiveSessions(2)
    await first.close()
    await second.close()
  })
})
