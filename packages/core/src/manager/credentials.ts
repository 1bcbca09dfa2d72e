import { createHmac, createSecretKey, hash, type KeyObject, randomFillSync, randomInt } from 'node:crypto'

const SECRET_BYTES = 32
const ID_BYTES = 16

/** Random bytes that nobody has had yet, from place `used` on: a draw costs far more than its bytes. So does `randomUUID`. */
const drawn = Buffer.alloc(4_096)
let used = drawn.length

/** Bytes of the system's generator, base64url. Nothing here keeps them. */
function randomText(length: number): string {
  if (used + length > drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  const text = drawn.toString('base64url', used, used + length)
  drawn.fill(0, used, used + length)
  used += length
  return text
}

/** A secret of 256 bits, base64url (43 characters): beyond what OWASP ASVS 7.2.3 asks of a reference token. */
export function newSecret(): string {
  return randomText(SECRET_BYTES)
}

/** What is stored of a secret: its SHA-256, base64url. With 256 random bits, a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url')
}

/** An id that may be shown: 128 random bits, base64url (22 characters). */
export function newId(): string {
  return randomText(ID_BYTES)
}

/** Six decimal digits from the system's generator, without bias (NIST SP 800-63B §3.1.3.2: "at least six"). */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0')
}

/** Whether a text has the form of a code. */
export function isCode(text: unknown): text is string {
  return typeof text === 'string' && /^\d{6}$/.test(text)
}

/**
 * What is stored of a code: an HMAC bound to its challenge, and to the session that shows it where one does. A plain hash
 * of a million codes is reversed at once.
 */
export function hashCode(key: KeyObject, challengeId: string, code: string, shownBy: string = ''): string {
  return createHmac('sha256', key).update(`${challengeId}:${shownBy}:${code}`).digest('base64url')
}

/**
 * The key that codes are hashed with, made once: to make it anew for each hash would cost more than the hash.
 *
 * @throws {TypeError} When it has fewer than 32 bytes.
 */
export function secretKey(secret: string | Uint8Array): KeyObject {
  const key = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret
  if (key instanceof Uint8Array && key.byteLength >= SECRET_BYTES) return createSecretKey(key)
  throw new TypeError(
    'secret: needs 32 bytes or more, the same in every process; make one with: openssl rand -base64 32',
  )
}

/** What recognises a device again: 128 random bits in a cookie of its own. */
export function newDeviceCookie(): string {
  return newId()
}

export function isDeviceCookie(text: string): boolean {
  return /^[\w-]{22}$/.test(text)
}

/** A device's id: its cookie's hash, so that what is stored and shown cannot be put into another browser. */
export function hashDeviceCookie(cookie: string): string {
  return hashSecret(cookie)
}
