import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

type Environment = Readonly<Record<string, string>>

/** Starts the server of an example on the packages' source, as a process of its own, on a free port, until the test is over. */
export function runningExample(name: string, env: Environment = {}): Promise<string> {
  const server = join(import.meta.dirname, name, 'server.ts')
  return runningServer(server, env, ['--conditions=@seatkit/source', '--disable-warning=ExperimentalWarning'])
}

/**
 * The same for any file that does as the examples do, in the directory that it is in.
 *
 * @returns  Its address.
 */
export async function runningServer(
  file: string,
  env: Environment = {},
  flags: readonly string[] = [],
): Promise<string> {
  const child = spawn(process.execPath, [...flags, file], {
    cwd: dirname(file),
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill()
    await exited
  })
  const ended = exited.then(() => Promise.reject(new Error(`${file} ended before it listened`)))
  ended.catch(() => {})
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string]
  const port = /^listening on http:\/\/localhost:(\d+)$/.exec(line)?.[1]
  if (port === undefined) throw new Error(`${file} said: ${line}`)
  // The name, for cookies go without https only there.
  return `http://localhost:${port}`
}
