import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { anotherCode, Device, somebody } from './support/device.ts'

describe('beside the story of two sessions', () => {
  let browser: Browser
  let dashboard: Dashboard
  let first: Device
  let second: Device

  beforeAll(async () => {
    browser = await launchBrowser()
    dashboard = await Dashboard.start()
  })

  afterAll(async () => {
    await browser?.close()
    expect(await dashboard?.stop()).toBe(0)
  })

  beforeEach(async () => {
    first = await Device.open(browser, dashboard.url)
    second = await Device.open(browser, dashboard.url)
  })

  afterEach(async () => {
    for (const device of [first, second]) await device.close()
  })

  it('does not let in whom the first device refuses', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    await second.code()
    await first.prompt.getByRole('button', { name: 'Refuse' }).click()
    await second.sees('The sign-in was refused on your other device.')
    await first.prompt.waitFor({ state: 'detached' })
    await first.hasActiveSessions(1)
  })

  it('ends a challenge after five wrong codes', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    const wrong = anotherCode(await second.code())
    for (const left of ['4 attempts', '3 attempts', '2 attempts', '1 attempt']) {
      await first.typeCode(wrong)
      await first.sees(`Wrong code. ${left} left.`)
    }
    await first.typeCode(wrong)
    await second.sees('A wrong code was entered too many times.')
    await first.prompt.waitFor({ state: 'detached' })
  })

  it('stops waiting when the second device cancels', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    await second.code()
    await first.prompt.waitFor()
    await second.page.getByRole('button', { name: 'Cancel' }).click()
    await second.sees('The sign-in was cancelled.')
    await first.prompt.waitFor({ state: 'detached' })
  })

  it('lets the waiting device in when the only session signs out', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    await second.code()
    await first.prompt.press('Escape')
    await first.page.getByRole('button', { name: 'Sign out' }).click()
    await second.sees('Your sessions')
  })

  it('ends all others from one device', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    const code = await second.code()
    await first.typeCode(code)
    await second.sees('Your sessions')
    await second.page.getByRole('button', { name: 'End all others' }).click()
    await first.sees('You were signed out because this session was ended from another device.')
  })

  it('shows the code again after the waiting page is loaded anew, and still moves on', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    const code = await second.code()
    await second.page.reload()
    expect(await second.code()).toBe(code)
    await first.typeCode(code)
    await second.sees('Your sessions')
  })
})
