import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { anotherCode, Device, somebody } from './support/device.ts'

describe.each(['new-device', 'trusted-device'] as const)(
  'where the code is shown on the %s',
  (codeShownOn) => {
    let browser: Browser
    let dashboard: Dashboard
    let first: Device
    let second: Device

    beforeAll(async () => {
      browser = await launchBrowser()
      dashboard = await Dashboard.start({ CODE_SHOWN_ON: codeShownOn })
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

    it('the second device is let in by it, and after a wrong one', async () => {
      const person = somebody()
      await first.signUp(person)
      await second.signIn(person)
      await first.prompt.waitFor()
      if (codeShownOn === 'trusted-device') {
        await first.prompt.getByRole('button', { name: 'Show the code' }).click()
        const code = await first.code()
        await second.answer(anotherCode(code))
        await second.sees('Wrong code. 4 attempts left.')
        await second.answer(code)
      } else {
        const code = await second.code()
        await first.typeCode(anotherCode(code))
        await first.sees('Wrong code. 4 attempts left.')
        await first.typeCode(code)
      }
      await second.sees('Your sessions')
      await first.prompt.waitFor({ state: 'detached' })
      await first.hasActiveSessions(2)
    })

    it('"not me" refuses, and the next login waits without a prompt until it is looked for', async () => {
      const person = somebody()
      await first.signUp(person)
      await second.signIn(person)
      await first.prompt.getByRole('button', { name: 'Not me' }).click()
      await second.sees('The sign-in was refused on your other device.')
      await first.prompt.waitFor({ state: 'detached' })
      await second.signIn(person)
      await second.sees('Approve this sign-in')
      await first.page.getByRole('button', { name: 'Refresh' }).click()
      await first.sees('1 login is waiting for your approval.')
      expect(await first.prompt.count()).toBe(0)
      await first.page.getByRole('button', { name: 'Review' }).click()
      await first.prompt.waitFor()
    })

    it('who cannot reach the first device comes in by a code that is mailed', async () => {
      const person = somebody()
      await first.signUp(person)
      await second.signIn(person)
      await second.page.getByRole('button', { name: 'I cannot reach my other device' }).click()
      await second.sees('We have sent you an e-mail with a code.')
      const mails = dashboard.output.matchAll(/^mail to user \S+: your recovery code is (\d{8})$/gm)
      const code = [...mails].at(-1)?.[1] ?? ''
      const recovery = second.page.getByRole('region', { name: 'Recovery' })
      await recovery.getByLabel('8-digit code').fill(code === '00000000' ? '11111111' : '00000000')
      await recovery.getByRole('button', { name: 'Sign in' }).click()
      await second.sees('Wrong code. 4 attempts left.')
      await recovery.getByLabel('8-digit code').fill(code)
      await recovery.getByRole('button', { name: 'Sign in' }).click()
      await second.sees('Your sessions')
      await first.hasActiveSessions(2)
    })
  },
)
