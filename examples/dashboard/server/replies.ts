import type { HttpReply, SessionContext } from '@seatkit/core/http'
import { confirmPassword, signUp } from './accounts.ts'
import type { Settings } from './settings.ts'
import type { Users } from './users.ts'

/** @param input  The request's body, of which nothing is known. */
export async function signupReply(users: Users, input: unknown): Promise<HttpReply> {
  const signup = await signUp(users, input)
  switch (signup.status) {
    case 'created':
      return jsonReply(201, { user: signup.user })
    case 'email-taken':
      return problem(409, 'email-taken', 'There is an account with this e-mail address')
    case 'invalid-input':
      return problem(422, 'invalid-input', 'Some fields are not right', { errors: signup.errors })
  }
}

/** What the page has to know. */
export function settingsReply({ policy, idleTimeoutMs, codeShownOn }: Settings): HttpReply {
  return jsonReply(200, { policy, idleTimeoutMs, codeShownOn })
}

export const INVALID_CREDENTIALS: HttpReply = problem(
  401,
  'invalid-credentials',
  'E-mail address or password is wrong',
)

const WRONG_PASSWORD: HttpReply = problem(403, 'wrong-password', 'This is not the password')

const NO_CONTENT: HttpReply = { status: 204, headers: { 'cache-control': 'no-store' } }

/** @param input  The request's body, of which nothing is known. */
export async function reauthenticationReply(
  users: Users,
  context: SessionContext,
  input: unknown,
): Promise<HttpReply> {
  if (context.userId === null) return context.sessionRequired()
  if (!(await confirmPassword(users, context.userId, input))) return WRONG_PASSWORD
  return (await context.reauthenticated()) ? NO_CONTENT : context.sessionRequired()
}

export const NOT_FOUND: HttpReply = problem(404, 'not-found', 'There is no such thing here')

/** The answer to what a body parser refuses: no JSON, too large, another encoding; `null` for any other error. */
export function replyToBodyError(error: unknown): HttpReply | null {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return problem(413, 'body-too-large', 'The request body is too large')
  if (typeof status === 'number' && status >= 400 && status < 500) return INVALID_REQUEST
  return isZlibError(error) ? INVALID_REQUEST : null
}

/** A body that is not in the encoding it claims. */
function isZlibError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(Z_|ERR_|BROTLI|ZSTD)/.test(String(error.code)) &&
    'errno' in error
  )
}

const INVALID_REQUEST: HttpReply = problem(400, 'invalid-request', 'The request is not well-formed')

function problem(status: number, code: string, title: string, more: object = {}): HttpReply {
  const type = `urn:dashboard:problem:${code}`
  return reply(status, 'application/problem+json', { type, title, status, code, ...more })
}

export function jsonReply(status: number, value: object): HttpReply {
  return reply(status, 'application/json', value)
}

function reply(status: number, type: string, value: object): HttpReply {
  return {
    status,
    headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  }
}
