import { type Browser, chromium } from 'playwright-core'
import { debianProgram } from '../../../../test-support/debian-program.ts'

/** Chromium without a window, and without the calls home that a closed network would refuse. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: debianProgram('chromium', 'chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}
