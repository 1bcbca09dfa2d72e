import { SeatkitClient, type SignInOutcome } from '@seatkit/client'
import { onTestFinished } from 'vitest'
import { CookieJar } from './cookie-jar.ts'

/** An answer that the network holds back. */
export interface HeldAnswer {
  /** Resolves when the server has answered. */
  readonly answered: Promise<void>
  /** Lets the answer through. */
  release(): void
}

/** A browser with one page open: Node's own fetch and WebSocket, with cookies and an origin. */
export class Device {
  readonly client: SeatkitClient
  /** The requests it sent, such as `GET /sessions/current`. */
  readonly requests: string[] = []
  /** The sockets it opened. */
  readonly sockets: WebSocket[] = []
  readonly jar: CookieJar
  readonly origin: string
  readonly #held: Map<string, (response: Response) => Promise<Response>> = new Map()
  readonly #opened: EventTarget = new EventTarget()

  /** @param jar  Of a device that is there already: this is another tab of it. */
  constructor(origin: string, { jar = new CookieJar(), socketOrigin = origin } = {}) {
    this.origin = origin
    this.jar = jar
    const onSocket = (socket: WebSocket): void => this.#onSocket(socket)
    this.client = new SeatkitClient({
      url: `${origin}/sessions`,
      fetch: (input, init) => this.fetch(String(input), init),
      WebSocket: class extends WebSocket {
        constructor(url: string | URL) {
          const target = String(url).replace(origin.replace('http', 'ws'), socketOrigin.replace('http', 'ws'))
          // Node's own takes headers in the place of protocols; a browser sends these two by itself.
          const init: unknown = { headers: { cookie: jar.header, origin } }
          super(target, init as string[])
          onSocket(this)
        }
      },
    })
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const request = `${init.method ?? 'GET'} ${url.slice(this.origin.length)}`
    this.requests.push(request)
    const headers = new Headers(init.headers)
    headers.set('cookie', this.jar.header)
    headers.set('origin', this.origin)
    headers.set('user-agent', 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0')
    const response = await fetch(url, { ...init, headers })
    this.jar.keep(response)
    const hold = this.#held.get(request)
    this.#held.delete(request)
    return hold === undefined ? response : hold(response)
  }

  /** Holds back the answer to the next such request, as a slow network does. */
  hold(request: string): HeldAnswer {
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const answered = new Promise<void>((resolve) => {
      this.#held.set(request, async (response) => {
        resolve()
        await released
        return response
      })
    })
    return { answered, release }
  }

  /** Resolves when the page has opened so many sockets, whether the server accepts them or not. */
  async hasOpened(count: number): Promise<void> {
    while (this.sockets.length < count) {
      await new Promise((resolve) => this.#opened.addEventListener('socket', resolve, { once: true }))
    }
  }

  /** Logs in and has the client take the answer. */
  signIn(user = 'alice'): Promise<SignInOutcome> {
    return this.client.signIn(this.fetch(`${this.origin}/login/${user}`, { method: 'POST' }))
  }

  /** Watches a part of the client until the test is over. */
  watch(part: { subscribe(listener: () => void): () => void }): void {
    onTestFinished(part.subscribe(() => {}))
  }

  #onSocket(socket: WebSocket): void {
    this.sockets.push(socket)
    this.#opened.dispatchEvent(new Event('socket'))
  }
}
