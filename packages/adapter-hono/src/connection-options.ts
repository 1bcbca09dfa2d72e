import type { Context } from 'hono'

/** What Hono leaves to the runtime: where a request came from, and under which address. */
export interface ConnectionOptions {
  /**
   * The client's address: `getConnInfo` of the runtime, or a function that reads the header which your proxy sets.
   * Default: none is recorded.
   */
  readonly clientIp?: (c: Context) => string | { readonly remote: { readonly address?: string | undefined } }
  /**
   * The origin that browsers reach this server under, such as `'https://app.example'`, where a proxy in front changes the
   * scheme or the host. Default: that of the request's URL.
   */
  readonly origin?: (c: Context) => string
}
