import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { Dashboard } from './support/dashboard.ts'
import { Device, somebody } from './support/device.ts'

let browser: Browser
let dashboard: Dashboard

beforeAll(async () => {
  browser = await launchBrowser()
  dashboard = await Dashboard.start({ FRESH_WITHIN: '2s' })
})

afterAll(async () => {
  await browser?.close()
  expect(await dashboard?.stop()).toBe(0)
})

it('R12 asks for the password before a session on another device ends, and then ends it', async () => {
  const person = somebody()
  const first = await Device.open(browser, dashboard.url)
  const second = await Device.open(browser, dashboard.url)
  await first.signUp(person)
  await second.signIn(person)
  await first.typeCode(await second.code())
  await first.hasActiveSessions(2)
  await expect.poll(() => endsNobody(first), { timeout: 10_000 }).toBe('reauthentication-required')

  const end = first.page.getByRole('button', { name: /^End session of/ })
  const prompt = first.page.getByRole('dialog', { name: 'Confirm your password' })
  await end.click()
  await prompt.getByLabel('Password').fill('not the password')
  await prompt.getByRole('button', { name: 'Confirm' }).click()
  await first.sees('This is not the password.')
  await prompt.getByRole('button', { name: 'Cancel' }).click()
  await prompt.waitFor({ state: 'detached' })
  await first.hasActiveSessions(2)

  await end.click()
  await prompt.getByLabel('Password').fill(person.password)
  await prompt.getByRole('button', { name: 'Confirm' }).click()
  await second.sees('You were signed out because this session was ended from another device.')
  await first.hasActiveSessions(1)
  await first.sees('The session has ended.')
  await first.close()
  await second.close()
})

/** What the server answers to the end of a session that there is not. */
async function endsNobody({ context }: Device): Promise<string> {
  const headers = { origin: dashboard.url }
  const reply = await context.request.delete(`/api/sessions/${'A'.repeat(22)}`, { headers })
  return (await reply.json()).code
}
