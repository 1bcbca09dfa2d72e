import type { SessionManager } from '@seatkit/core'
import {
  type HttpOptions,
  type HttpReply,
  type HttpRequest,
  handleSessionRoute,
  replyToError,
  resolveHttpOptions,
  SessionContext,
  signInReply,
} from '@seatkit/core/http'

export const ORIGIN = 'https://app.example'

/** A request in neutral values, with what it does not say left out. */
export function request(
  overrides: Partial<HttpRequest> & { headers?: Record<string, string> } = {},
): HttpRequest {
  const { headers = {}, ...rest } = overrides
  return {
    method: 'GET',
    path: '/',
    search: '',
    header: (name) => headers[name],
    origin: ORIGIN,
    ip: '127.0.0.1',
    ...rest,
  }
}

/** The headers that an adapter was told to set. */
export interface CollectedHeaders {
  readonly cookies: string[]
  set(name: string, value: string): void
  append(name: string, value: string): void
}

export function collectHeaders(): CollectedHeaders {
  const cookies: string[] = []
  return { cookies, set() {}, append: (_, value) => void cookies.push(value) }
}

/** A request's context, and the cookies it sets. */
export async function load(
  sessions: SessionManager,
  asked: HttpRequest,
  options: HttpOptions = {},
): Promise<{ readonly context: SessionContext; readonly cookies: readonly string[] }> {
  const headers = collectHeaders()
  const context = await SessionContext.load(sessions, resolveHttpOptions(options), asked, headers)
  return { context, cookies: headers.cookies }
}

export interface Answered {
  readonly reply: HttpReply
  readonly cookies: readonly string[]
}

/** A browser that keeps cookies, in front of an adapter that is no framework at all: the smallest there can be. */
export class Browser {
  readonly cookies: Map<string, string> = new Map()
  readonly #userAgent: string

  constructor(userAgent: string) {
    this.#userAgent = userAgent
  }

  /** `POST /login/alice` signs Alice in; every other path is a session route. */
  async send(sessions: SessionManager, method: string, path: string, json?: unknown): Promise<Answered> {
    const asked = request({ method, path, parsedBody: json, headers: this.#headers() })
    const { context, cookies } = await load(sessions, asked)
    const user = /^\/login\/(.*)$/.exec(path)?.[1]
    const reply =
      user === undefined
        ? await handleSessionRoute(sessions, context, asked)
        : await context.signIn(user).then(signInReply, replyOrThrow)
    for (const line of cookies) this.#keep(line)
    return { reply, cookies }
  }

  #headers(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return {
      'user-agent': this.#userAgent,
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      ...(cookie !== '' && { cookie }),
    }
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

function replyOrThrow(error: unknown): HttpReply {
  const reply = replyToError(error)
  if (reply === null) throw error
  return reply
}
