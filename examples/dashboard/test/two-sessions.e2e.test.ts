import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { anotherCode, Device, somebody } from './support/device.ts'

const FIREFOX_ON_WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

describe.each([
  { ADAPTER: 'express', TOKEN: 'opaque' },
  { ADAPTER: 'koa', TOKEN: 'jwt' },
  { ADAPTER: 'hono', TOKEN: 'opaque' },
])('two sessions, from the browser to the database, with $ADAPTER and $TOKEN tokens', (env) => {
  let browser: Browser
  let dashboard: Dashboard
  let first: Device
  let second: Device
  let third: Device

  beforeAll(async () => {
    browser = await launchBrowser()
    dashboard = await Dashboard.start(env)
  })

  afterAll(async () => {
    await browser?.close()
    expect(await dashboard?.stop()).toBe(0)
  })

  beforeEach(async () => {
    first = await Device.open(browser, dashboard.url)
    second = await Device.open(browser, dashboard.url, FIREFOX_ON_WINDOWS)
    third = await Device.open(browser, dashboard.url)
  })

  afterEach(async () => {
    for (const device of [first, second, third]) await device.close()
  })

  it('lets the second device in by the code it shows, refuses the third, and ends the second from the first', async () => {
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
  })

  it('does not let in whom the first device refuses', async () => {
    const person = somebody()
    await first.signUp(person)
    await second.signIn(person)
    await second.code()
    await first.prompt.getByRole('button', { name: 'Not me: refuse' }).click()
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
