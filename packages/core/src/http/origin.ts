import type { ResolvedHttpOptions } from './http-options.ts'
import type { HttpRequest } from './http-values.ts'
import { CrossOriginError } from './problem.ts'

/** Whether a page of this origin may act here: the server's own, or an allowed one. Compared exactly. */
export function isAllowedOrigin(
  origin: string,
  request: Pick<HttpRequest, 'origin'>,
  options: ResolvedHttpOptions,
): boolean {
  return origin === request.origin || options.allowedOrigins.has(origin)
}

/**
 * Refuses a changing request that a page of another origin made with the user's cookies.
 *
 * `Sec-Fetch-Site` decides where the browser sends it, else `Origin`; with neither, a cookie proves no intent. Whoever
 * waits on another device *sees* the code, so one forged answer from here would let them in (OWASP ASVS 3.5.1–3.5.3).
 *
 * @throws {CrossOriginError}
 */
export function requireSameOrigin(request: HttpRequest, options: ResolvedHttpOptions): void {
  if (!isSameOrigin(request, options)) throw new CrossOriginError()
}

/**
 * The same for a login, which needs no cookie to be forged: clients that are no browsers send neither header, and may.
 *
 * @throws {CrossOriginError}
 */
export function refuseCrossOriginSignIn(request: HttpRequest, options: ResolvedHttpOptions): void {
  const fromBrowser = request.header('sec-fetch-site') !== undefined || request.header('origin') !== undefined
  if (fromBrowser) requireSameOrigin(request, options)
}

function isSameOrigin(request: HttpRequest, options: ResolvedHttpOptions): boolean {
  if (request.header('sec-fetch-site') === 'same-origin') return true
  const origin = request.header('origin')
  if (origin === undefined) return false
  if (request.header('sec-fetch-site') === undefined) return isAllowedOrigin(origin, request, options)
  return options.allowedOrigins.has(origin)
}
