import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { HttpLoad } from './http-load.ts'

/** What a browser sends with `fetch('/me')`. Reading it is the framework's work, with sessions and without. */
const BROWSER = {
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
} as const

/** Answers per second, and CPU time of the server for one of them. */
export interface Slice {
  readonly perSecond: number
  readonly cpuUs: number
}

/** A server of `get-me-server.ts` in a process of its own. */
export class StartedServer {
  readonly #child: ChildProcess
  readonly #port: number

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.#port = port
  }

  static async start(...args: readonly string[]): Promise<StartedServer> {
    const child = fork(join(import.meta.dirname, 'get-me-server.ts'), args)
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    return new StartedServer(child, port)
  }

  /** The cookies that a login set. */
  async signIn(): Promise<string> {
    const response = await fetch(this.#urlOf('/login'), { method: 'POST', headers: BROWSER })
    const cookies = response.headers.getSetCookie()
    return cookies.map((text) => text.split(';', 1)[0]).join('; ')
  }

  async me(cookie: string): Promise<string> {
    const response = await fetch(this.#urlOf('/me'), { headers: { ...BROWSER, cookie } })
    return await response.text()
  }

  /** Connections that ask for `/me`. */
  openLoad(cookie: string): Promise<HttpLoad> {
    const headers = Object.entries({ host: `127.0.0.1:${this.#port}`, ...BROWSER, cookie })
    const lines = ['GET /me HTTP/1.1', ...headers.map(([name, value]) => `${name}: ${value}`)]
    return HttpLoad.open(this.#port, `${lines.join('\r\n')}\r\n\r\n`)
  }

  async slice(load: HttpLoad, ms: number): Promise<Slice> {
    const before = await this.#cpuUs()
    const { count, ms: took } = await load.run(ms)
    return { perSecond: (count * 1_000) / took, cpuUs: ((await this.#cpuUs()) - before) / count }
  }

  async stop(): Promise<void> {
    this.#child.kill()
    await once(this.#child, 'exit')
  }

  async #cpuUs(): Promise<number> {
    this.#child.send('cpu')
    const [{ cpuUs }] = (await once(this.#child, 'message')) as [{ cpuUs: number }]
    return cpuUs
  }

  #urlOf(path: string): string {
    return `http://127.0.0.1:${this.#port}${path}`
  }
}
