import { randomBytes } from 'node:crypto'
import { hashPassword, isPassword } from './passwords.ts'
import type { User, Users } from './users.ts'

/** What signing up ends in. */
export type Signup =
  | { readonly status: 'created'; readonly user: Pick<User, 'id' | 'name' | 'email'> }
  | { readonly status: 'email-taken' }
  | { readonly status: 'invalid-input'; readonly errors: Readonly<Record<string, string>> }

/** @param input  The request's body, of which nothing is known. */
export async function signUp(users: Users, input: unknown): Promise<Signup> {
  const { name, email, password, errors } = readSignup(input)
  if (Object.keys(errors).length > 0) return { status: 'invalid-input', errors }
  const user = { id: randomBytes(16).toString('base64url'), name, email }
  const added = await users.add({ ...user, passwordHash: await hashPassword(password) })
  return added ? { status: 'created', user } : { status: 'email-taken' }
}

/** The user with this e-mail address and password, or null, in a time that does not tell which of the two was wrong. */
export async function checkPassword(users: Users, input: unknown): Promise<User | null> {
  const email = textOf(input, 'email').trim().toLowerCase()
  const password = textOf(input, 'password').slice(0, MAX_PASSWORD)
  const user = await users.findByEmail(email)
  return (await isPassword(password, user?.passwordHash ?? null)) ? user : null
}

/** Whether this is the password of somebody who is signed in already. */
export async function confirmPassword(users: Users, userId: string, input: unknown): Promise<boolean> {
  const user = await users.findById(userId)
  return isPassword(textOf(input, 'password').slice(0, MAX_PASSWORD), user?.passwordHash ?? null)
}

const MAX_NAME = 100
const MAX_EMAIL = 254
/** NIST SP 800-63B §3.1.1.2 asks for eight or more, and for no rules about which characters. */
const MIN_PASSWORD = 8
const MAX_PASSWORD = 256

function readSignup(
  input: unknown,
): Record<'name' | 'email' | 'password', string> & { errors: Record<string, string> } {
  const name = textOf(input, 'name').trim()
  const email = textOf(input, 'email').trim().toLowerCase()
  const password = textOf(input, 'password')
  const errors: Record<string, string> = {}
  if (name === '' || name.length > MAX_NAME) errors.name = 'Enter your name.'
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > MAX_EMAIL) errors.email = 'Enter an e-mail address.'
  if (password.length < MIN_PASSWORD) errors.password = `Use ${MIN_PASSWORD} characters or more.`
  if (password.length > MAX_PASSWORD) errors.password = `Use ${MAX_PASSWORD} characters or fewer.`
  return { name, email, password, errors }
}

/** A field of a body, or the empty text when it is not there or no text. */
function textOf(input: unknown, field: string): string {
  const value =
    typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[field] : undefined
  return typeof value === 'string' ? value : ''
}
