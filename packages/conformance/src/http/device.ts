import type { ChallengeView, SessionView } from '@seatkit/core/http'
import { type HttpTarget, isSecure, originOf } from './http-target.ts'

/** What the JSON of an answer may hold; a case says which of it has to be there. */
export interface ReplyBody extends Partial<SessionView> {
  readonly session?: SessionView
  readonly sessions?: readonly SessionView[]
  readonly ended?: readonly SessionView[]
  readonly active?: readonly SessionView[]
  readonly challenges?: readonly ChallengeView[]
  readonly challenge?: {
    readonly id: string
    readonly code?: string
    readonly codeShownOn?: 'trusted-device'
    readonly expiresAt: string
    readonly status?: string
  }
  readonly status?: string | number
  readonly next?: string
  readonly type?: string
  readonly title?: string
  readonly code?: string
  readonly detail?: string
  readonly limit?: number
  readonly attemptsLeft?: number
  readonly maxAge?: number
}

/** An answer, read to its end. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly cookies: readonly string[]
  readonly text: string
  /** The body where it is JSON; else empty. */
  readonly body: ReplyBody
}

export interface RequestOptions {
  /** In place of what a browser on a page of the server would send; `null` leaves a header out. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is, with no `Content-Type` of its own. */
  readonly bytes?: Uint8Array
}

const COOKIE_NAMES = { session: 'seatkit', ticket: 'seatkit-ticket', device: 'seatkit-device' } as const

export type CookieKind = keyof typeof COOKIE_NAMES

/** A browser at somebody's desk, as far as sessions go: it keeps cookies, and says who it is and where its page is from. */
export class Device {
  readonly cookies: Map<string, string> = new Map()
  /** Every answer it got. */
  readonly replies: Reply[] = []
  readonly #target: HttpTarget
  readonly #userAgent: string

  constructor(target: HttpTarget, userAgent: string = 'seatkit-conformance') {
    this.#target = target
    this.#userAgent = userAgent
  }

  /** Asks for a session route, by its path under the mount point. */
  ask(method: string, route: string, options: RequestOptions = {}): Promise<Reply> {
    return this.send(method, this.#target.mount + route, options)
  }

  login(user: string, options: RequestOptions = {}): Promise<Reply> {
    return this.send('POST', '/login', { json: { user }, ...options })
  }

  cookieName(kind: CookieKind): string {
    return `${isSecure(this.#target) ? '__Host-' : ''}${COOKIE_NAMES[kind]}`
  }

  /** The value of one of Seatkit's cookies; empty when there is none. */
  cookie(kind: CookieKind): string {
    return this.cookies.get(this.cookieName(kind)) ?? ''
  }

  async send(method: string, path: string, { headers, json, bytes }: RequestOptions = {}): Promise<Reply> {
    const body = json === undefined ? bytes : JSON.stringify(json)
    const response = await fetch(this.#target.url + path, {
      method,
      headers: this.#headers(json !== undefined, headers ?? {}),
      redirect: 'manual',
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const reply: Reply = {
      status: response.status,
      headers: response.headers,
      cookies: response.headers.getSetCookie(),
      text,
      body: isJson(response.headers) && text !== '' ? (JSON.parse(text) as ReplyBody) : {},
    }
    this.#keep(reply)
    return reply
  }

  #headers(isJson: boolean, changed: NonNullable<RequestOptions['headers']>): Headers {
    const headers = new Headers({
      ...this.#target.headers,
      'user-agent': this.#userAgent,
      origin: originOf(this.#target),
      'sec-fetch-site': 'same-origin',
      ...(isJson && { 'content-type': 'application/json' }),
    })
    const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`)
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '))
    for (const [name, value] of Object.entries(changed)) {
      if (value === null) headers.delete(name)
      else headers.set(name, value)
    }
    return headers
  }

  #keep(reply: Reply): void {
    this.replies.push(reply)
    for (const line of reply.cookies) {
      const { name, value, attributes } = parseSetCookie(line)
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}

/** The parts of a `Set-Cookie` line; the attributes in alphabetical order. */
export function parseSetCookie(line: string): {
  readonly name: string
  readonly value: string
  readonly attributes: readonly string[]
} {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const equals = pair.indexOf('=')
  return { name: pair.slice(0, equals), value: pair.slice(equals + 1), attributes: attributes.sort() }
}

function isJson(headers: Headers): boolean {
  return /^application\/(problem\+)?json\b/.test(headers.get('content-type') ?? '')
}
