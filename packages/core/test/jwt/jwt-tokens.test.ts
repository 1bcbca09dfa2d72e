import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type JwtKey, type JwtOptions, jwtTokens } from '@seatkit/core/jwt'
import { manualClock } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'

const NOW = 1_700_000_000_000
const CLAIMS = { userId: 'alice', sessionId: 's'.repeat(22), secret: 'x'.repeat(43) }
const TIMES = { issuedAt: NOW, expiresAt: NOW + 60_000 }

const ed25519 = generateKeyPairSync('ed25519')
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const secret = 'k'.repeat(32)

const KEYS = {
  EdDSA: { kid: 'ed', alg: 'EdDSA', key: ed25519.privateKey },
  ES256: { kid: 'es', alg: 'ES256', key: p256.privateKey },
  HS256: { kid: 'hs', alg: 'HS256', key: secret },
} as const satisfies Record<JwtKey['alg'], JwtKey>

function tokensOf(...keys: JwtKey[]): ReturnType<typeof jwtTokens> {
  return jwtTokens({ keys, issuer: 'https://app.example', audience: 'app', clock: () => NOW })
}

/** What `issue` would write, with changes; and signed by whoever wants to. */
function forge(
  signature: (input: string) => string,
  header: Record<string, unknown>,
  claims: Record<string, unknown> = {},
): string {
  const defaults = {
    sid: CLAIMS.sessionId,
    sub: CLAIMS.userId,
    jti: CLAIMS.secret,
    iss: 'https://app.example',
    aud: 'app',
    iat: NOW / 1_000,
    exp: NOW / 1_000 + 60,
  }
  const parts = [
    { typ: 'seatkit-session+jwt', ...header },
    { ...defaults, ...claims },
  ]
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${input}.${signature(input)}`
}

function hmac(key: string | Buffer): (input: string) => string {
  return (input) => createHmac('sha256', key).update(input).digest('base64url')
}

function signedBy(key: KeyObject, hash: string | null = null): (input: string) => string {
  return (input) => sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

/** Signed by the right key of these tests. */
function ours(header: Record<string, unknown>, claims?: Record<string, unknown>): string {
  return forge(signedBy(ed25519.privateKey), { alg: 'EdDSA', kid: 'ed', ...header }, claims)
}

/** Signed by the right key, with claims as text: for what no object can say. */
function oursRaw(
  claim: string,
  claims = `{"sid":"${CLAIMS.sessionId}","sub":"alice","jti":"${CLAIMS.secret}","iss":"https://app.example","aud":"app","iat":1,${claim}}`,
): string {
  const header = JSON.stringify({ typ: 'seatkit-session+jwt', alg: 'EdDSA', kid: 'ed' })
  const input = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.')
  return `${input}.${signedBy(ed25519.privateKey)(input)}`
}

describe.each(Object.values(KEYS))('$alg', (key) => {
  it('reads what it issued', async () => {
    const tokens = tokensOf(key)
    const token = await tokens.issue(CLAIMS, TIMES)
    expect(await tokens.parse(token)).toEqual(CLAIMS)
  })

  it('writes the claims of RFC 7519 and the type, algorithm and kid', async () => {
    const token = await tokensOf(key).issue(CLAIMS, TIMES)
    const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(header ?? '')).toEqual({ alg: key.alg, kid: key.kid, typ: 'seatkit-session+jwt' })
    expect(JSON.parse(payload ?? '')).toEqual({
      sid: CLAIMS.sessionId,
      sub: 'alice',
      jti: CLAIMS.secret,
      iss: 'https://app.example',
      aud: 'app',
      iat: NOW / 1_000,
      exp: NOW / 1_000 + 60,
    })
  })

  it('R23 refuses a token of which any part is changed', async () => {
    const tokens = tokensOf(key)
    const parts = (await tokens.issue(CLAIMS, TIMES)).split('.')
    for (const [index, part] of parts.entries()) {
      for (const at of [1, Math.floor(part.length / 2), part.length - 3]) {
        const changed = part.slice(0, at) + (part[at] === 'A' ? 'B' : 'A') + part.slice(at + 1)
        expect(await tokens.parse(parts.with(index, changed).join('.'))).toBeNull()
      }
      expect(await tokens.parse(parts.with(index, '').join('.'))).toBeNull()
      expect(await tokens.parse(parts.toSpliced(index, 1).join('.'))).toBeNull()
    }
  })

  it('R23 refuses a token that another key of the same algorithm signed', async () => {
    const others: Record<JwtKey['alg'], JwtKey['key']> = {
      EdDSA: generateKeyPairSync('ed25519').privateKey,
      ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      HS256: 'o'.repeat(32),
    }
    const token = await tokensOf({ ...key, key: others[key.alg] }).issue(CLAIMS, TIMES)
    expect(await tokensOf(key).parse(token)).toBeNull()
  })

  it('lives until its time by the clock it is given, and five seconds for clocks that differ', async () => {
    const clock = manualClock(NOW)
    const tokens = jwtTokens({ keys: [key], issuer: 'i', audience: 'a', clock: clock.now })
    const token = await tokens.issue(CLAIMS, TIMES)
    clock.advance(60_000 + 4_999)
    expect(await tokens.parse(token)).toEqual(CLAIMS)
    clock.advance(1)
    expect(await tokens.parse(token)).toEqual({ ...CLAIMS, isExpired: true })
  })
})

describe('a forged token', () => {
  const pem = ed25519.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const der = ed25519.publicKey.export({ type: 'spki', format: 'der' })
  const jwk = p256.publicKey.export({ format: 'jwk' })
  const byAttacker = signedBy(p256.privateKey, 'sha256')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const byRsa = signedBy(rsa.privateKey, 'sha256')
  const rsaJwk = rsa.publicKey.export({ format: 'jwk' })

  it('is the real one where nothing is changed', async () => {
    expect(await tokensOf(KEYS.EdDSA).parse(ours({}))).toEqual(CLAIMS)
    expect(await tokensOf(KEYS.EdDSA).parse(oursRaw('"exp":9999999999'))).toEqual(CLAIMS)
  })

  it.each([
    ['says alg none', forge(() => '', { alg: 'none', kid: 'ed' })],
    ['says alg None', forge(() => '', { alg: 'None', kid: 'ed' })],
    ['has no signature', ours({}).replace(/[^.]*$/, '')],
    ['is signed with the public key as PEM', forge(hmac(pem), { alg: 'HS256', kid: 'ed' })],
    ['is signed with the public key as DER', forge(hmac(der), { alg: 'HS256', kid: 'ed' })],
    ['is signed with nothing', forge(hmac(''), { alg: 'HS256', kid: 'ed' })],
    ['is signed by another key', forge(byAttacker, { alg: 'ES256', kid: 'ed' })],
    ['is signed by another key and says the right algorithm', forge(byAttacker, { alg: 'EdDSA', kid: 'ed' })],
    ['brings its own key', forge(byAttacker, { alg: 'ES256', kid: 'ed', jwk })],
    ['brings its own key and no kid', forge(byAttacker, { alg: 'ES256', jwk })],
    [
      'says where its key is',
      forge(byAttacker, { alg: 'ES256', kid: 'ed', jku: 'https://evil.example/jwks' }),
    ],
    ['says where its certificate is', forge(byAttacker, { alg: 'ES256', x5u: 'https://evil.example/x' })],
    ['has no kid', ours({ kid: undefined })],
    ['has a kid that there is not', ours({ kid: 'other' })],
    ['has a kid that leads elsewhere', ours({ kid: '../../dev/null' })],
    ['has a kid of every object', ours({ kid: '__proto__' })],
    ['has a kid that is no text', ours({ kid: ['ed'] })],
    ['has another type', ours({ typ: 'JWT' })],
    ['has no type', ours({ typ: undefined })],
    ['asks for what nobody understands', ours({ crit: ['x'], x: 1 })],
    ['is of another issuer', ours({}, { iss: 'https://other.example' })],
    ['is for another audience', ours({}, { aud: 'other' })],
    ['is for no audience', ours({}, { aud: [] })],
    ['is not valid yet', ours({}, { nbf: NOW / 1_000 + 60 })],
    ['has an nbf as text', ours({}, { nbf: '0' })],
    ['is over and of another issuer', ours({}, { exp: NOW / 1_000 - 60, iss: 'https://other.example' })],
    [
      'is over and signed by another',
      forge(byAttacker, { alg: 'EdDSA', kid: 'ed' }, { exp: NOW / 1_000 - 60 }),
    ],
    ['is over and has a sid that is no text', ours({}, { exp: NOW / 1_000 - 60, sid: 1 })],
    ['has an exp as text', ours({}, { exp: '9999999999' })],
    ['has an exp of nothing', ours({}, { exp: null })],
    ['has an iat as text', ours({}, { iat: '1' })],
    ['has a sid that is no text', ours({}, { sid: 1 })],
    ['has a jti that is no text', ours({}, { jti: ['x'] })],
    ['has a sub that is no text', ours({}, { sub: { a: 1 } })],
    ['is no token', 'e30.e30.e30'],
    ['is nothing', ''],
    ['is too much', 'a'.repeat(100_000)],
    ['is signed with RSA by the key of its own', forge(byRsa, { alg: 'RS256', kid: 'ed', jwk: rsaJwk })],
    ['is signed with RSA and says the right algorithm', forge(byRsa, { alg: 'EdDSA', kid: 'ed' })],
    ['is signed with RSA-PSS', forge(byRsa, { alg: 'PS256', kid: 'ed' })],
    ['brings its certificate', forge(byRsa, { alg: 'RS256', kid: 'ed', x5c: ['MIIB'] })],
    ['has a kid that asks a database', ours({ kid: "ed' OR 1=1 --" })],
    ['has a kid that runs a program', ours({ kid: '|whoami' })],
    ['has a kid with the right one in it', ours({ kid: 'ed\0' })],
    ['is an access token', ours({ typ: 'at+jwt' })],
    ['is a logout token', ours({ typ: 'logout+jwt' })],
    ['says none among others', forge(() => '', { alg: ['none', 'EdDSA'], kid: 'ed' })],
    ['has an exp that is no number', oursRaw('"exp":NaN')],
    ['has two exps, the last of them text', oursRaw('"exp":9999999999,"exp":"9999999999"')],
    ['has claims that are no object', oursRaw('', '[]')],
  ])('R23 R24 that %s is refused', async (_, token) => {
    expect(await tokensOf(KEYS.EdDSA).parse(token)).toBeNull()
  })

  it.each(['sub', 'sid', 'jti', 'iat', 'exp', 'iss', 'aud'])('R24 without %s is refused', async (claim) => {
    expect(await tokensOf(KEYS.EdDSA).parse(ours({}, { [claim]: undefined }))).toBeNull()
  })

  it.each(['sub', 'sid', 'jti', 'iat', 'exp', 'nbf', 'iss', 'aud'])(
    'R24 with an odd %s is refused',
    async (claim) => {
      const odd: unknown[] = [null, true, false, {}, [], ['x'], [['app']], { toString: 'app' }]
      const numeric = ['iat', 'exp', 'nbf'].includes(claim)
      for (const value of numeric ? [...odd, '9999', '9999999999', '', 'now'] : [...odd, 0, 9_999_999_999]) {
        expect(await tokensOf(KEYS.EdDSA).parse(ours({}, { [claim]: value }))).toBeNull()
      }
    },
  )

  it('R23 does not get another key of the ring, nor that key another algorithm', async () => {
    const ring = tokensOf(KEYS.EdDSA, KEYS.ES256, KEYS.HS256)
    for (const [header, signature] of [
      [{ alg: 'EdDSA', kid: 'es' }, signedBy(ed25519.privateKey)],
      [{ alg: 'ES256', kid: 'ed' }, signedBy(p256.privateKey, 'sha256')],
      [{ alg: 'HS256', kid: 'ed' }, hmac(secret)],
      [{ alg: 'EdDSA', kid: 'hs' }, signedBy(ed25519.privateKey)],
    ] as const) {
      expect(await ring.parse(forge(signature, header))).toBeNull()
    }
  })

  it('R23 does not choose another algorithm for a key that could do it', async () => {
    const sha512 = (input: string): string => createHmac('sha512', secret).update(input).digest('base64url')
    const tokens = tokensOf(KEYS.HS256)
    expect(await tokens.parse(forge(hmac(secret), { alg: 'HS256', kid: 'hs' }))).toEqual(CLAIMS)
    expect(await tokens.parse(forge(sha512, { alg: 'HS512', kid: 'hs' }))).toBeNull()
  })
})

describe('changing keys', () => {
  it('R25 lets older tokens live while their key is there, and no longer', async () => {
    const next: JwtKey = { kid: 'next', alg: 'EdDSA', key: generateKeyPairSync('ed25519').privateKey }
    const before = await tokensOf(KEYS.ES256).issue(CLAIMS, TIMES)
    const overlap = tokensOf(next, KEYS.ES256)
    const after = await overlap.issue(CLAIMS, TIMES)
    expect(await overlap.parse(before)).toEqual(CLAIMS)
    expect(await overlap.parse(after)).toEqual(CLAIMS)
    expect(await tokensOf(next).parse(before)).toBeNull()
    expect(await tokensOf(next).parse(after)).toEqual(CLAIMS)
  })

  it('R25 verifies with public keys after the first', async () => {
    const older = { ...KEYS.ES256, key: p256.publicKey.export({ type: 'spki', format: 'pem' }).toString() }
    const token = await tokensOf(KEYS.ES256).issue(CLAIMS, TIMES)
    expect(await tokensOf(KEYS.EdDSA, older).parse(token)).toEqual(CLAIMS)
  })
})

describe('keys and options that cannot be', () => {
  const publicPem = ed25519.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const privatePem = ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const short = 'keys: HS256 needs a secret of 32 bytes or more, and no key pair'
  const noSigner = 'keys: the first one signs, so it has to be there and to be private or secret'
  const noFit = (alg: string): string =>
    `keys: the key is none for ${alg}; EdDSA takes Ed25519, ES256 takes P-256`

  it('takes PEM for a key pair, and a KeyObject or bytes for a secret', async () => {
    const keys: JwtKey[] = [
      { kid: 'a', alg: 'EdDSA', key: privatePem },
      { kid: 'b', alg: 'HS256', key: createSecretKey(Buffer.alloc(32)) },
      { kid: 'c', alg: 'HS256', key: new Uint8Array(32) },
    ]
    for (const key of keys) {
      const tokens = tokensOf(key)
      expect(await tokens.parse(await tokens.issue(CLAIMS, TIMES))).toEqual(CLAIMS)
    }
  })

  it.each<[string, readonly unknown[], string]>([
    ['none', [], noSigner],
    ['a public one first', [{ ...KEYS.EdDSA, key: publicPem }], noSigner],
    [
      'a kid that stands twice',
      [KEYS.EdDSA, { ...KEYS.ES256, kid: 'ed' }],
      'keys: a kid stands twice; give each key its own',
    ],
    ['31 bytes', [{ ...KEYS.HS256, key: 'k'.repeat(31) }], short],
    ['8 bytes', [{ ...KEYS.HS256, key: new Uint8Array(8) }], short],
    ['a short KeyObject', [{ ...KEYS.HS256, key: createSecretKey(Buffer.alloc(16)) }], short],
    ['a public key as a secret', [{ ...KEYS.HS256, key: publicPem }], short],
    ['a private KeyObject as a secret', [{ ...KEYS.HS256, key: ed25519.privateKey }], short],
    ['a secret that is not there', [{ ...KEYS.HS256, key: undefined }], short],
    ['another curve', [{ ...KEYS.ES256, key: p384.privateKey }], noFit('ES256')],
    ['Ed25519 for ES256', [{ ...KEYS.ES256, key: ed25519.privateKey }], noFit('ES256')],
    ['P-256 for EdDSA', [{ ...KEYS.EdDSA, key: p256.privateKey }], noFit('EdDSA')],
    ['a secret for EdDSA', [{ ...KEYS.EdDSA, key: createSecretKey(Buffer.alloc(32)) }], noFit('EdDSA')],
    [
      'bytes for EdDSA',
      [{ ...KEYS.EdDSA, key: new Uint8Array(32) }],
      'keys: EdDSA and ES256 take PEM text or a KeyObject',
    ],
    ['no key', [{ ...KEYS.EdDSA, key: undefined }], 'keys: EdDSA and ES256 take PEM text or a KeyObject'],
    ['no PEM', [{ ...KEYS.EdDSA, key: 'secret' }], 'keys: the PEM text cannot be read'],
    ['another algorithm', [{ ...KEYS.EdDSA, alg: 'RS256' }], 'keys: alg has to be EdDSA, ES256 or HS256'],
  ])('R25 refuses %s', (_, keys, message) => {
    expect(() => tokensOf(...(keys as JwtKey[]))).toThrow(new TypeError(message))
  })

  it.each(['issuer', 'audience'])('refuses to leave the %s out', (name) => {
    for (const value of [undefined, '', 5]) {
      const options = { keys: [KEYS.EdDSA], issuer: 'i', audience: 'a', [name]: value } as JwtOptions
      expect(() => jwtTokens(options)).toThrow(new TypeError(`${name}: has to be a text, and not empty`))
    }
  })
})
