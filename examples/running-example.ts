import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** Starts the server of an example as a process of its own, on a free port, until the test is over. */
export async function runningExample(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server = join(import.meta.dirname, name, 'server.ts')
  const flags = ['--conditions=@seatkit/source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, server], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill()
    await exited
  })
  const ended = exited.then(() => Promise.reject(new Error(`${name} ended before it listened`)))
  ended.catch(() => {})
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string]
  const port = /^listening on http:\/\/localhost:(\d+)$/.exec(line)?.[1]
  if (port === undefined) throw new Error(`${name} said: ${line}`)
  // The name, for cookies go without https only there.
  return `http://localhost:${port}`
}
