import type { HttpReply, HttpRequest, ResponseHeaders } from '@seatkit/core/http'
import type { Request, Response } from 'express'

/**
 * Express' request in neutral words. Scheme, host and address follow the application's `trust proxy` setting.
 *
 * A class, because its getters are made once: this is on the path of every request, and most are never asked.
 */
export class ExpressRequest implements HttpRequest {
  readonly #req: Request

  constructor(req: Request) {
    this.#req = req
  }

  get method(): string {
    return this.#req.method
  }

  get path(): string {
    return this.#req.path
  }

  get search(): string {
    const { url } = this.#req
    const query = url.indexOf('?')
    return query === -1 ? '' : url.slice(query)
  }

  header(name: string): string | undefined {
    const value = this.#req.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  get origin(): string {
    return `${this.#req.protocol}://${this.#req.host}`
  }

  get ip(): string {
    return this.#req.ip ?? ''
  }

  get parsedBody(): unknown {
    return this.#req.body
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.#req
  }
}

export class ExpressHeaders implements ResponseHeaders {
  readonly #res: Response

  constructor(res: Response) {
    this.#res = res
  }

  set(name: string, value: string): void {
    this.#res.set(name, value)
  }

  append(name: string, value: string): void {
    this.#res.append(name, value)
  }
}

export function send(res: Response, { status, headers, body }: HttpReply): void {
  res.status(status).set(headers).end(body)
}
