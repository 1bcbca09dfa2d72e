import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { debianProgram } from './debian-program.ts'
import { freePort } from './free-port.ts'

type Role = 'server' | 'sentinel'

/** What is printed when it can be used. */
const READY: Readonly<Record<Role, string>> = {
  server: 'Ready to accept connections',
  sentinel: '+monitor',
}

/** A Redis of one's own, with an empty directory that it keeps when it is killed and started again. */
export interface RedisServer extends AsyncDisposable {
  readonly port: number
  /** The process that runs now. */
  readonly pid: number
  /** Ends it with SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port and directory, and waits until it has loaded what it kept. */
  start(): Promise<void>
  /** SIGSTOP and SIGCONT: it keeps its connections and answers none of them. */
  freeze(): void
  thaw(): void
}

/**
 * Starts a `redis-server` on a free port of 127.0.0.1 and waits until it is ready.
 *
 * @param settings  As on its command line, as in `['--appendonly', 'yes']`. Without any it keeps nothing on disk.
 * @param role  What it is. A Sentinel writes what it finds into a file of its directory.
 */
export async function startRedis(
  settings: readonly string[] = [],
  role: Role = 'server',
): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'seatkit-redis-'))
  const port = await freePort()
  let child = await run(port, directory, settings, role)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  // A server must not outlive a test run that was broken off.
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  return {
    port,
    get pid() {
      return child.pid ?? 0
    },
    kill,
    start: async () => {
      child = await run(port, directory, settings, role)
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      process.off('exit', end)
      await kill()
      rmSync(directory, { recursive: true })
    },
  }
}

async function run(
  port: number,
  directory: string,
  settings: readonly string[],
  role: Role,
): Promise<ChildProcess> {
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory]
  const start = role === 'sentinel' ? [sentinelFile(directory), '--sentinel'] : ['--save', '']
  const program = debianProgram('redis-server', 'redis-server')
  const child = spawn(program, [...start, ...place, ...settings], { stdio: ['ignore', 'pipe', 'ignore'] })
  const printed: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    printed.push(line)
    if (!line.includes(READY[role])) continue
    // Nobody reads on; what it prints later must not fill the pipe.
    child.stdout.resume()
    return child
  }
  throw new Error(`redis-server did not start:\n${printed.join('\n')}`)
}

function sentinelFile(directory: string): string {
  const file = join(directory, 'sentinel.conf')
  writeFileSync(file, '', { flag: 'a' })
  return file
}
