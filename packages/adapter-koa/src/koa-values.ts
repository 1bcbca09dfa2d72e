import type { HttpReply, HttpRequest, ResponseHeaders } from '@seatkit/core/http'
import type { Context } from 'koa'

/**
 * Koa's request in neutral words. Scheme, host and address follow the application's `proxy` setting.
 *
 * A class, because its getters are made once: this is on the path of every request, and most are never asked.
 */
export class KoaRequest implements HttpRequest {
  readonly #ctx: Context
  readonly #prefix: string

  /** @param prefix  What of the path is the mount point. */
  constructor(ctx: Context, prefix: string = '') {
    this.#ctx = ctx
    this.#prefix = prefix
  }

  get method(): string {
    return this.#ctx.method
  }

  get path(): string {
    return this.#ctx.path.slice(this.#prefix.length) || '/'
  }

  get search(): string {
    return this.#ctx.search
  }

  header(name: string): string | undefined {
    const value = this.#ctx.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  /** Not `ctx.origin`: that is the header, which the page's browser sends. */
  get origin(): string {
    return `${this.#ctx.protocol}://${this.#ctx.host}`
  }

  get ip(): string {
    return this.#ctx.ip
  }

  get parsedBody(): unknown {
    return 'body' in this.#ctx.request ? this.#ctx.request.body : undefined
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.#ctx.req
  }
}

export class KoaHeaders implements ResponseHeaders {
  readonly #ctx: Context

  constructor(ctx: Context) {
    this.#ctx = ctx
  }

  set(name: string, value: string): void {
    this.#ctx.set(name, value)
  }

  append(name: string, value: string): void {
    this.#ctx.append(name, value)
  }
}

export function send(ctx: Context, { status, headers, body }: HttpReply): void {
  ctx.status = status
  ctx.set(headers)
  ctx.body = body
}
