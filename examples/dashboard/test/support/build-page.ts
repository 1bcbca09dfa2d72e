import { build } from 'vite'
import { debianProgram } from '../../../../test-support/debian-program.ts'

/** Once before the dashboard's tests: the page as it is served, and the browser that opens it. */
export default async function buildPage(): Promise<void> {
  debianProgram('chromium', 'chromium')
  await build({
    root: `${import.meta.dirname}/../../web`,
    configFile: `${import.meta.dirname}/../../vite.config.ts`,
    logLevel: 'warn',
  })
}
