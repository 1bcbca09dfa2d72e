/** What a test looks at in the answers of an example. */
interface Body {
  readonly challenge: { readonly id: string; readonly code: string }
  readonly sessions: readonly { readonly id: string; readonly current: boolean }[]
}

interface Answer {
  readonly status: number
  readonly body: Body
}

/** One person's browser: keeps the cookies it is given, and sends them with the page's origin. */
export class Browser {
  readonly #url: string
  readonly #cookies: Map<string, string>

  constructor(url: string, cookies: Iterable<readonly [string, string]> = []) {
    this.#url = url
    this.#cookies = new Map(cookies)
  }

  /** By name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  get(path: string): Promise<Answer> {
    return this.#fetch('GET', path, {})
  }

  send(method: 'POST' | 'DELETE', path: string, body: object = {}, origin = this.#url): Promise<Answer> {
    const headers = { origin, 'content-type': 'application/json', 'user-agent': 'Firefox/140.0' }
    return this.#fetch(method, path, { headers, body: JSON.stringify(body) })
  }

  async #fetch(
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string },
  ): Promise<Answer> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ')
    const reply = await fetch(this.#url + path, { ...init, method, headers: { ...init.headers, cookie } })
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/; max-age=0\b/i.test(line)) this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    const json = reply.headers.get('content-type')?.includes('json') ?? false
    const body: unknown = json ? await reply.json() : await reply.text()
    return { status: reply.status, body: body as Body }
  }
}
