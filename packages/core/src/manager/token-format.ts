/** What a token says: whose session it is, which one, and the secret that proves it. */
export interface TokenClaims {
  readonly userId: string
  readonly sessionId: string
  /** 256 random bits; the store keeps only its hash. */
  readonly secret: string
  /** Set when the token itself is out of date. It recognises nobody then; its owner may be told how the session ended. */
  readonly isExpired?: true
}

/**
 * How a token is written. Whatever the format, the session is looked up in the store on every request by what the token
 * says, never by the token's text: several texts can carry the same signature.
 */
export interface TokenFormat {
  /** @param times  Epoch milliseconds: when the session got this token, and the session's absolute limit. */
  issue(
    claims: TokenClaims,
    times: { readonly issuedAt: number; readonly expiresAt: number },
  ): string | Promise<string>
  /** What the token says, or null when it is none of ours, damaged or forged. Never throws on bad input. */
  parse(token: string): TokenClaims | null | Promise<TokenClaims | null>
}
