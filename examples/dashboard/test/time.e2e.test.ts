import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard, type DashboardEnv } from './support/dashboard.ts'
import { Device, somebody } from './support/device.ts'

describe('time', () => {
  let browser: Browser
  let dashboard: Dashboard | undefined

  beforeAll(async () => {
    browser = await launchBrowser()
  })

  afterEach(async () => {
    expect(await dashboard?.stop()).toBe(0)
  })

  afterAll(async () => {
    await browser?.close()
  })

  async function open(env: DashboardEnv): Promise<[Device, Device]> {
    dashboard = await Dashboard.start(env)
    return [await Device.open(browser, dashboard.url), await Device.open(browser, dashboard.url)]
  }

  it('tells the waiting device that its code expired, and takes the prompt away', async () => {
    const [first, second] = await open({ CHALLENGE_TIMEOUT: '4s' })
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    await second.code()
    await first.prompt.waitFor()
    await second.sees('The code expired before it was entered.')
    await first.prompt.waitFor({ state: 'detached' })
  })

  it('warns before the idle limit, keeps the session on request, and signs out when nothing happens', async () => {
    const [device] = await open({ IDLE_TIMEOUT: '8s' })
    await device.signUp(somebody())
    const stay = device.page.getByRole('button', { name: 'Stay signed in' })
    await stay.click()
    await stay.waitFor({ state: 'detached' })
    await stay.waitFor()
    await device.sees('You were signed out because there was no activity for a while.')
    const answer = await device.context.request.get('/api/sessions/current')
    expect(await answer.json()).toMatchObject({ code: 'session-required', endReason: 'idle-timeout' })
  })

  it('ends a session at its absolute limit', async () => {
    const [device] = await open({ ABSOLUTE_TIMEOUT: '3s' })
    await device.signUp(somebody())
    await device.sees('You were signed out because the session reached its time limit.')
  })

  it('G7 an expired session holds no seat: the waiting device is let in', async () => {
    const [first, second] = await open({ IDLE_TIMEOUT: '5s' })
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    await second.code()
    await second.sees('Your sessions')
    await second.row('Session log').getByText('No activity').waitFor()
  })
})
