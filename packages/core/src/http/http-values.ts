/** A request in the words of no framework. Adapters build it; nothing behind it knows which one did. */
export interface HttpRequest {
  readonly method: string
  /** Below the mount point and without the query: `/`, `/history`, `/challenges/x/answer`. */
  readonly path: string
  /** The query with or without its `?`; empty when there is none. */
  readonly search: string
  /** A header by its lower-case name; several of one name joined as Node joins them. */
  header(name: string): string | undefined
  /** The origin that this server is reached under, by the framework's rules of trust: `https://app.example`. */
  readonly origin: string
  /** The client's address by the framework's rules of trust. */
  readonly ip: string
  /** What a body parser made of the body, or `undefined` when none has read it. */
  readonly parsedBody?: unknown
  /** The body as it arrives, for when nobody has read it. */
  readonly body?: AsyncIterable<Uint8Array>
}

/** An answer in the words of no framework. Cookies are not in it: they went to {@link ResponseHeaders}. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, or `undefined` for an empty body. */
  readonly body?: string
}

/** Where headers of the response that is being made are put before its status is known. */
export interface ResponseHeaders {
  set(name: string, value: string): void
  append(name: string, value: string): void
}

/** Answers about sessions are nobody else's to keep. */
const NO_STORE = { 'cache-control': 'no-store' } as const

export function jsonReply(status: number, value: unknown): HttpReply {
  return {
    status,
    headers: { ...NO_STORE, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  }
}

export function emptyReply(status: 204): HttpReply {
  return { status, headers: NO_STORE }
}

/** @param value  Per RFC 9457; its `status` is the reply's. */
export function problemJsonReply(
  value: { readonly status: number },
  headers: Readonly<Record<string, string>>,
): HttpReply {
  return {
    status: value.status,
    headers: { ...NO_STORE, 'content-type': 'application/problem+json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}
