/** A device without a page: `fetch` with the cookies it was given, speaking to one process. */
export class Visitor {
  readonly url: string
  readonly #cookies: Map<string, string>

  /** @param same  The same device, speaking to another process. */
  constructor(url: string, same?: Visitor) {
    this.url = url
    this.#cookies = same === undefined ? new Map() : same.#cookies
  }

  /** The values of its cookies by name. */
  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  /** What a browser would send as its `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  post(path: string, json?: object): Promise<Response> {
    return this.send('POST', path, json)
  }

  async send(method: string, path: string, json?: object): Promise<Response> {
    const response = await fetch(`${this.url}/api${path}`, {
      method,
      headers: {
        origin: this.url,
        cookie: this.cookie,
        ...(json && { 'content-type': 'application/json' }),
      },
      ...(json && { body: JSON.stringify(json) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      this.#cookies.set(name, value)
    }
    return response
  }
}
