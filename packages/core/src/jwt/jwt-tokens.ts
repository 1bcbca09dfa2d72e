import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto'
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'
import type { TokenClaims, TokenFormat } from '../manager/index.ts'

/** A key, and the one algorithm it is used with (RFC 8725 §3.1). */
export interface JwtKey {
  /** Names the key in a token's header, so that keys can change while older tokens live. */
  readonly kid: string
  readonly alg: 'EdDSA' | 'ES256' | 'HS256'
  /**
   * EdDSA and ES256: a private key, as PEM or `KeyObject`; or a public one, to accept tokens without issuing any.
   * HS256: 32 secret bytes or more, or a text of as many (RFC 8725 §3.5).
   */
  readonly key: string | Uint8Array | KeyObject
}

export interface JwtOptions {
  /** The first key signs; all of them verify. To change keys: put the new one first, drop the old one when its tokens are over. */
  readonly keys: readonly JwtKey[]
  /** The `iss` claim, issued and required. */
  readonly issuer: string
  /** The `aud` claim, issued and required. */
  readonly audience: string
  /** The clock that `exp` is checked by, epoch milliseconds. The store's clock decides about the session. Default `Date.now`. */
  readonly clock?: () => number
}

/** Tells these tokens from all other JWTs of the same keys (RFC 8725 §3.11). */
const TYPE = 'seatkit-session+jwt'
const CLOCK_TOLERANCE_S = 5
const MIN_SECRET_BYTES = 32

interface Key {
  readonly kid: string
  readonly alg: JwtKey['alg']
  readonly verify: KeyObject | Uint8Array
  readonly sign?: KeyObject | Uint8Array
}

/**
 * Tokens as signed JWTs, for gateways and services that want to read them. Other than a plain JWT, the session is looked
 * up in the store on every request, by `sid` and `jti`: ending a session takes effect at once (OWASP ASVS 7.4.1).
 *
 * Claims: `sub` the user, `sid` the session, `jti` a secret of 256 bits whose hash the store keeps, `iat`, `exp` at the
 * session's absolute limit, `iss`, `aud`; header `typ`, `alg`, `kid`. The algorithm is the key's, never the token's choice.
 *
 * @throws {TypeError} When there is no key that signs, a `kid` stands twice, a key does not fit its algorithm, or
 *   `issuer` or `audience` is not given: a check that is left out would pass every token.
 */
export function jwtTokens({ keys, issuer, audience, clock = Date.now }: JwtOptions): TokenFormat {
  requireText('issuer', issuer)
  requireText('audience', audience)
  const ring = new Map<string, Key>()
  for (const key of keys) {
    if (ring.has(key.kid)) throw new TypeError('keys: a kid stands twice; give each key its own')
    ring.set(key.kid, importKey(key))
  }
  const [first] = ring.values()
  const signingKey = first?.sign
  if (!first || !signingKey) {
    throw new TypeError('keys: the first one signs, so it has to be there and to be private or secret')
  }

  return {
    issue({ userId, sessionId, secret }, { issuedAt, expiresAt }) {
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: first.alg, kid: first.kid, typ: TYPE })
        .setSubject(userId)
        .setJti(secret)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(seconds(issuedAt))
        .setExpirationTime(seconds(expiresAt))
        .sign(signingKey)
    },

    async parse(token) {
      try {
        const key = ring.get(decodeProtectedHeader(token).kid ?? '')
        if (!key) return null
        const { payload } = await jwtVerify(token, key.verify, {
          algorithms: [key.alg],
          typ: TYPE,
          issuer,
          audience,
          requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
          clockTolerance: CLOCK_TOLERANCE_S,
          currentDate: new Date(clock()),
        })
        return claimsOf(payload)
      } catch (error) {
        // Expiry is checked last: everything else about such a token is right, and its owner may be told why.
        const expired = error instanceof errors.JWTExpired ? claimsOf(error.payload) : null
        return expired && { ...expired, isExpired: true }
      }
    },
  }
}

/** Null unless the three texts are texts. */
function claimsOf({ sub, sid, jti }: Record<string, unknown>): TokenClaims | null {
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof jti !== 'string') return null
  return { userId: sub, sessionId: sid, secret: jti }
}

function importKey({ kid, alg, key }: JwtKey): Key {
  if (alg === 'HS256') {
    const secret = secretBytes(key)
    return { kid, alg, verify: secret, sign: secret }
  }
  if (alg !== 'EdDSA' && alg !== 'ES256') throw new TypeError('keys: alg has to be EdDSA, ES256 or HS256')
  const object = asymmetricKey(key)
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = object
  const fits = alg === 'EdDSA' ? type === 'ed25519' : type === 'ec' && details?.namedCurve === 'prime256v1'
  if (!fits) throw new TypeError(`keys: the key is none for ${alg}; EdDSA takes Ed25519, ES256 takes P-256`)
  return object.type === 'private'
    ? { kid, alg, verify: createPublicKey(object), sign: object }
    : { kid, alg, verify: object }
}

/** A key pair's PEM is refused: whoever has the public half could sign (RFC 8725 §2.1). */
function secretBytes(key: JwtKey['key']): Uint8Array {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : secretOf(key)
  const isKeyPair = bytes instanceof Uint8Array && Buffer.from(bytes).includes('-----BEGIN ')
  if (!isKeyPair && bytes instanceof Uint8Array && bytes.byteLength >= MIN_SECRET_BYTES) return bytes
  throw new TypeError('keys: HS256 needs a secret of 32 bytes or more, and no key pair')
}

function secretOf(key: Uint8Array | KeyObject): unknown {
  return key instanceof KeyObject && key.type === 'secret' ? key.export() : key
}

function asymmetricKey(key: JwtKey['key']): KeyObject {
  if (key instanceof KeyObject) return key
  if (typeof key !== 'string') throw new TypeError('keys: EdDSA and ES256 take PEM text or a KeyObject')
  try {
    return key.includes('PRIVATE KEY') ? createPrivateKey(key) : createPublicKey(key)
  } catch (cause) {
    throw new TypeError('keys: the PEM text cannot be read', { cause })
  }
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`${name}: has to be a text, and not empty`)
}

/** `exp` is rounded down: a token never outlives its session. */
function seconds(ms: number): number {
  return Math.floor(ms / 1_000)
}
