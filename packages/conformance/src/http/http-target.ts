/**
 * The server under test, running. It is an application as its users would write it, on a store that holds nothing:
 *
 * - Seatkit with {@link httpPolicy}, opaque tokens, `allowInsecureLocalhost: true`, and a store in {@link withOutage} and
 *   {@link withStaleLogins}
 * - `POST /login` with `{ "user": "…" }` signs that user in and answers with the outcome, without asking for a password
 * - `GET /me` behind the adapter's guard answers 200 with the session as JSON
 * - `GET /fresh` behind the adapter's guard for fresh logins, within 10 minutes, answers 200 with the session as JSON
 * - `POST /rotate` gives the session a new token and answers 204; so does `POST /reauthenticate`, as after a proof; 409
 *   where there is none to be had
 * - the session routes under a prefix, and under `/careful` with `freshWithin: '10m'` and `minAgeToEndOthers: '1h'`, and the adapter's error handler
 */
export interface HttpTarget {
  /** Where it listens, without a slash at the end: `http://127.0.0.1:4000`. */
  readonly url: string
  /** The prefix of the session routes: `/sessions`. */
  readonly mount: string
  /** The origin that the server takes itself to be reached under; behind a proxy, the proxy's. Default: `url`. */
  readonly origin?: string
  /** Sent with every request: what a proxy in front of the server would add. Default none. */
  readonly headers?: Readonly<Record<string, string>>
}

export function originOf({ origin, url }: HttpTarget): string {
  return origin ?? url
}

/** On plain http, which is allowed on this machine only, cookies cannot have the prefix and `Secure`. */
export function isSecure(target: HttpTarget): boolean {
  return originOf(target).startsWith('https://')
}
