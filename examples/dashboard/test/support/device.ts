import type { Browser, BrowserContext, Dialog, Locator, Page } from 'playwright-core'

/** Somebody with an account. */
export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** What a browser that is not the tests' own calls itself. */
export const FIREFOX_ON_WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

let people = 0

/** A person nobody has met. */
export function somebody(): Person {
  people += 1
  return {
    name: `Person ${people}`,
    email: `person${people}@example.test`,
    password: `correct horse ${people}`,
  }
}

/** A device: a browser of its own with one page open, and what a person does with it. */
export class Device {
  readonly context: BrowserContext
  readonly page: Page

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
  }

  static async open(browser: Browser, url: string, userAgent?: string): Promise<Device> {
    const context = await browser.newContext({ baseURL: url, ...(userAgent !== undefined && { userAgent }) })
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    page.on('dialog', (dialog: Dialog) => dialog.accept())
    return new Device(context, page)
  }

  /** Makes the account and is signed in at once. */
  async signUp({ name, email, password }: Person): Promise<void> {
    await this.page.goto('/signup')
    await this.page.getByLabel('Name').fill(name)
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Create account' }).click()
    await this.sees('Your sessions')
  }

  /** Sends the login form; what comes of it is for the test to look at. */
  async signIn({ email, password }: Person): Promise<void> {
    await this.page.goto('/login')
    await this.page.getByLabel('E-mail').fill(email)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
  }

  /** The six digits the device shows while it waits. */
  async code(): Promise<string> {
    const digits = this.page.getByTestId('challenge-code')
    await digits.waitFor()
    return (await digits.textContent()) ?? ''
  }

  /** The prompt about a waiting device. */
  get prompt(): Locator {
    return this.page.getByRole('dialog', { name: 'Is this you signing in?' })
  }

  async typeCode(code: string): Promise<void> {
    await this.prompt.getByLabel('6-digit code').fill(code)
    await this.prompt.getByRole('button', { name: 'Approve' }).click()
  }

  /** Types the code that the first device shows, on the page that waits. */
  async answer(code: string): Promise<void> {
    await this.page.getByLabel('6-digit code').fill(code)
    await this.page.getByRole('button', { name: 'Continue' }).click()
  }

  async sees(text: string): Promise<void> {
    await this.page.getByText(text).first().waitFor()
  }

  row(table: 'Active sessions' | 'Session log'): Locator {
    return this.page.getByRole('table', { name: table }).locator('tbody tr')
  }

  /** Waits until the page lists just so many active sessions. */
  async hasActiveSessions(count: number): Promise<void> {
    await this.row('Active sessions')
      .nth(count - 1)
      .waitFor()
    await this.row('Active sessions').nth(count).waitFor({ state: 'detached' })
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

/** A code that is not this one. */
export function anotherCode(code: string): string {
  return code === '000000' ? '111111' : '000000'
}
