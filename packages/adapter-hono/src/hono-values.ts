import type { HttpReply, HttpRequest, ResponseHeaders } from '@seatkit/core/http'
import type { Context, HonoRequest } from 'hono'
import type { StatusCode } from 'hono/utils/http-status'
import type { ConnectionOptions } from './connection-options.ts'

/**
 * Hono's request in neutral words.
 *
 * A class, because its getters are made once: this is on the path of every request, and most are never asked.
 */
export class ContextRequest implements HttpRequest {
  readonly #c: Context
  readonly #connection: ConnectionOptions
  readonly #depth: number

  /** @param depth  How many segments of the path are the mount point. */
  constructor(c: Context, connection: ConnectionOptions, depth: number = 0) {
    this.#c = c
    this.#connection = connection
    this.#depth = depth
  }

  get method(): string {
    return this.#c.req.method
  }

  /** As it was sent: Hono's own `path` is decoded in part. */
  get path(): string {
    const [, ...segments] = new URL(this.#c.req.url).pathname.split('/')
    return `/${segments.slice(this.#depth).join('/')}`
  }

  get search(): string {
    return new URL(this.#c.req.url).search
  }

  header(name: string): string | undefined {
    return this.#c.req.header(name)
  }

  get origin(): string {
    return this.#connection.origin?.(this.#c) ?? new URL(this.#c.req.url).origin
  }

  get ip(): string {
    const client = this.#connection.clientIp?.(this.#c) ?? ''
    return typeof client === 'string' ? client : (client.remote.address ?? '')
  }

  get body(): AsyncIterable<Uint8Array> {
    return readBody(this.#c.req)
  }
}

/** What somebody has read before, Hono has kept. */
async function* readBody(req: HonoRequest): AsyncIterable<Uint8Array> {
  if (req.raw.bodyUsed) yield new Uint8Array(await req.arrayBuffer())
  else if (req.raw.body !== null) yield* req.raw.body
}

/** Headers of a response that a handler has still to make: kept until it has, for it may make one without Hono's help. */
export class DeferredHeaders implements ResponseHeaders {
  readonly #lines: [name: string, value: string, append: boolean][] = []

  set(name: string, value: string): void {
    this.#lines.push([name, value, false])
  }

  append(name: string, value: string): void {
    this.#lines.push([name, value, true])
  }

  /** @param c  Whose response is made. */
  putOn(c: Context): void {
    for (const [name, value, append] of this.#lines) c.header(name, value, { append })
  }
}

/** The answer with the headers that were set on the context before. */
export function responseOf(c: Context, { status, headers, body }: HttpReply): Response {
  return c.newResponse(body ?? null, status as StatusCode, headers)
}
