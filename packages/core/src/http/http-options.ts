/** How Seatkit speaks HTTP; the same for the middleware, the routes and the notifier of one application. */
export interface HttpOptions {
  /**
   * Origins, besides the server's own, from which pages may change sessions and open the WebSocket, such as
   * `'https://app.example'`. Compared exactly. Needed when pages are served from elsewhere, or when a proxy changes the
   * scheme or the host and the framework is not told to trust it. Default: none.
   */
  readonly allowedOrigins?: readonly string[]
  /**
   * Lets plain http on `localhost`, `127.0.0.1` and `[::1]` work, for development: there, and only there, cookies go
   * without `Secure` and the `__Host-` prefix. Default false.
   */
  readonly allowInsecureLocalhost?: boolean
}

/** {@link HttpOptions} checked. */
export interface ResolvedHttpOptions {
  readonly allowedOrigins: ReadonlySet<string>
  readonly allowInsecureLocalhost: boolean
}

/** @throws {TypeError} When an allowed origin is not exactly scheme, host and port. */
export function resolveHttpOptions(options: HttpOptions): ResolvedHttpOptions {
  const allowedOrigins = options.allowedOrigins ?? []
  for (const origin of allowedOrigins) {
    if (isOrigin(origin)) continue
    throw new TypeError(
      `allowedOrigins: '${origin}' is not an origin; write scheme, host and port alone, such as 'https://app.example'`,
    )
  }
  return {
    allowedOrigins: new Set(allowedOrigins),
    allowInsecureLocalhost: options.allowInsecureLocalhost ?? false,
  }
}

/** A star would be taken for a host of that name, and match nothing. */
function isOrigin(text: string): boolean {
  return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text
}
