import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { debianProgram } from '../../../../test-support/debian-program.ts'

/** Once before the dashboard's tests: the page as it is served, and the browser that opens it. */
export default function buildPage(): void {
  debianProgram('chromium', 'chromium')
  // A process of its own, for the test runner's NODE_ENV would make another page of it.
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  })
}
