import { parseCookie, stringifySetCookie } from 'cookie'
import type { ResolvedHttpOptions } from './http-options.ts'
import type { HttpRequest } from './http-values.ts'

/** The three cookies: the credential, what a waiting device holds, and what recognises a device again. */
export type CookieKind = 'session' | 'ticket' | 'device'

const SECURE_NAMES = {
  session: '__Host-seatkit',
  ticket: '__Host-seatkit-ticket',
  device: '__Host-seatkit-device',
} as const satisfies Record<CookieKind, string>

const LOCALHOST_NAMES = {
  session: 'seatkit',
  ticket: 'seatkit-ticket',
  device: 'seatkit-device',
} as const satisfies Record<CookieKind, string>

/** Our values need no escaping, so an escaped one is none of ours. */
const VERBATIM = { decode: (value: string) => value }

const LOCALHOST = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

function isInsecureLocalhost(request: HttpRequest, options: ResolvedHttpOptions): boolean {
  return options.allowInsecureLocalhost && LOCALHOST.test(request.origin)
}

/** Reads one of our cookies. A name that stands twice is none: one of the two was planted (RFC 6265 §8.6). */
export function readCookie(
  kind: CookieKind,
  request: HttpRequest,
  options: ResolvedHttpOptions,
): string | undefined {
  const header = request.header('cookie')
  if (header === undefined) return undefined
  const name = (isInsecureLocalhost(request, options) ? LOCALHOST_NAMES : SECURE_NAMES)[kind]
  if (!header.includes(name)) return undefined
  const [pair, planted] = header.split(';').filter((text) => text.trimStart().startsWith(`${name}=`))
  return pair === undefined || planted !== undefined ? undefined : parseCookie(pair, VERBATIM)[name]
}

/** The `Set-Cookie` of one of our cookies. `maxAgeS` absent: until the browser closes; 0: now (RFC 6265 §5.3). */
export function setCookie(
  kind: CookieKind,
  value: string,
  maxAgeS: number | undefined,
  request: HttpRequest,
  options: ResolvedHttpOptions,
): string {
  const insecure = isInsecureLocalhost(request, options)
  return stringifySetCookie({
    name: (insecure ? LOCALHOST_NAMES : SECURE_NAMES)[kind],
    value,
    ...(maxAgeS !== undefined && { maxAge: maxAgeS }),
    path: '/',
    httpOnly: true,
    secure: !insecure,
    sameSite: 'lax',
  })
}
