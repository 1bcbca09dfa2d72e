import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2)

/** OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
const SALT_BYTES = 16

/** Argon2id of a password, with its salt: `salt.hash`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return `${salt.toString('base64url')}.${(await derive('argon2id', parameters(password, salt))).toString('base64url')}`
}

/** Whether it is the password. For an unknown user, pass `null`: it takes as long, and is false. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [salt, hash] = (stored ?? (await unmatchable))
    .split('.')
    .map((part) => Buffer.from(part, 'base64url'))
  if (!salt || !hash) return false
  return timingSafeEqual(await derive('argon2id', parameters(password, salt)), hash) && stored !== null
}

/** The hash of a password that nobody has. */
const unmatchable = hashPassword(randomBytes(SALT_BYTES).toString('hex'))

function parameters(password: string, nonce: Buffer): Argon2Parameters {
  return { ...COST, message: password.normalize('NFKC'), nonce }
}
