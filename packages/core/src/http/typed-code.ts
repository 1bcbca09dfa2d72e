import { isCode } from '../manager/index.ts'
import type { ChallengeOver, TooManyAttempts } from '../policy/index.ts'
import type { HttpReply } from './http-values.ts'
import { problem, retryAfter } from './problem.ts'

export const INVALID_CODE: HttpReply = problem('invalid-request', { detail: 'code is a text of 6 digits' })

/** The code of a request's body, or null when there is none of the right form. */
export function codeOf(body: unknown): string | null {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
  return isCode(code) ? code : null
}

/** 429, and when a code is compared again. */
export function tooManyAttempts({ retryAt, now }: TooManyAttempts & { readonly now: number }): HttpReply {
  return problem('too-many-attempts', {}, retryAfter(retryAt - now))
}

/** 410, and how the login ended. */
export function challengeOver({ challengeStatus }: ChallengeOver): HttpReply {
  return problem('challenge-over', { challenge: { status: challengeStatus } })
}
