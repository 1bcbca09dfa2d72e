import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const MAIN: string = join(import.meta.dirname, '../../server/main.ts')

/** What the start script of the package says. */
export const NODE_FLAGS: readonly string[] = [
  '--conditions=@seatkit/source',
  '--disable-warning=ExperimentalWarning',
]

/** The environment the dashboard is configured by. */
export type DashboardEnv = Partial<
  Record<
    | 'PORT'
    | 'ADAPTER'
    | 'STORE'
    | 'REDIS_URL'
    | 'DATABASE_URL'
    | 'POLICY'
    | 'TOKEN'
    | 'IDLE_TIMEOUT'
    | 'ABSOLUTE_TIMEOUT'
    | 'CHALLENGE_TIMEOUT'
    | 'CODE_SHOWN_ON'
    | 'FRESH_WITHIN',
    string
  >
>

/** The dashboard as a process of its own, with a data directory of its own, on a free port that it keeps over restarts. */
export class Dashboard {
  readonly dataDir: string
  readonly #env: DashboardEnv
  #child: ChildProcess | undefined
  #output = ''
  url = ''

  private constructor(env: DashboardEnv, dataDir: string) {
    this.#env = env
    this.dataDir = dataDir
  }

  /** @param dataDir  That of another process, to work beside it. */
  static async start(env: DashboardEnv = {}, dataDir?: string): Promise<Dashboard> {
    const dashboard = new Dashboard(env, dataDir ?? mkdtempSync(join(tmpdir(), 'seatkit-dashboard-')))
    await dashboard.#start('0')
    return dashboard
  }

  /** Ends the process by a signal and starts another one on the same port and data. */
  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.#end(signal)
    await this.#start(new URL(this.url).port)
  }

  /** Stops it cleanly and says with which exit code. */
  async stop(): Promise<number | null> {
    const code = await this.#end('SIGTERM')
    rmSync(this.dataDir, { recursive: true, force: true })
    return code
  }

  /** All that its processes have printed. */
  get output(): string {
    return this.#output
  }

  async #start(port: string): Promise<void> {
    const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], {
      env: { PATH: process.env.PATH, DATA_DIR: this.dataDir, ...this.#env, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.stderr.pipe(process.stderr)
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.#output += chunk))
    }
    const exited = once(child, 'exit').then(() => {
      throw new Error('the dashboard ended before it listened')
    })
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), exited])) as [string]
    const url = /^listening on (http:\/\/localhost:\d+)$/.exec(line)?.[1]
    if (url === undefined) throw new Error(`the dashboard said: ${line}`)
    // By address: what `localhost` means differs from machine to machine.
    this.url = url.replace('localhost', '127.0.0.1')
    exited.catch(() => {})
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (!child || child.exitCode !== null) return child?.exitCode ?? null
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code] = (await exit) as [number | null]
    return code
  }
}
