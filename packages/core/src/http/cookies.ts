import { stringifySetCookie } from 'cookie'
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
  return onlyValue(header, `${name}=`)
}

/**
 * What follows `start` where a cookie begins with it, if that is so exactly once. Looks at no other cookie, since most of
 * a header is the application's. The value is as it was sent: ours need no escaping, so an escaped one is none of ours.
 */
function onlyValue(header: string, start: string): string | undefined {
  let value: string | undefined
  for (let at = header.indexOf(start); at !== -1; at = header.indexOf(start, at + 1)) {
    if (!isStartOfCookie(header, at)) continue
    if (value !== undefined) return undefined
    const end = header.indexOf(';', at)
    value = header.slice(at + start.length, end === -1 ? header.length : end).trim()
  }
  return value
}

/** Whether nothing but blanks stands between `at` and the `;` before it, or the beginning. */
function isStartOfCookie(header: string, at: number): boolean {
  let before = at - 1
  while (header[before] === ' ' || header[before] === '\t') before--
  return before === -1 || header[before] === ';'
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
