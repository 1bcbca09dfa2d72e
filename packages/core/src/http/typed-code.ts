import { isCode, type PendingAnswerOutcome } from '../manager/index.ts'
import type { ChallengeOver, TooManyAttempts } from '../policy/index.ts'
import { type HttpReply, jsonReply } from './http-values.ts'
import { problem, retryAfter } from './problem.ts'
import { limitReachedReply } from './sign-in-reply.ts'

export const INVALID_CODE: HttpReply = problem('invalid-request', { detail: 'code is a text of 6 digits' })

/** The code of a request's body, or null when there is none of the right form. */
export function codeOf(body: unknown): string | null {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
  return isCode(code) ? code : null
}

type Compared = Exclude<PendingAnswerOutcome, { readonly status: 'unknown' }>

/**
 * The answer to a code, on whichever device it was typed.
 *
 * @param currentId  The session that typed it, where one did.
 */
export function typedCodeReply(outcome: Compared, currentId?: string): HttpReply {
  switch (outcome.status) {
    case 'approved':
      return jsonReply(200, { status: 'approved' })
    case 'wrong-code':
      return problem('wrong-code', { attemptsLeft: outcome.attemptsLeft })
    case 'too-many-attempts':
      return tooManyAttempts(outcome)
    case 'session-limit-reached':
      return limitReachedReply(outcome, currentId)
    case 'over':
      return challengeOver(outcome)
    case 'wrong-direction':
      return problem('wrong-direction')
  }
}

/** 429, and when a code is compared again. */
function tooManyAttempts({ retryAt, now }: TooManyAttempts & { readonly now: number }): HttpReply {
  return problem('too-many-attempts', {}, retryAfter(retryAt - now))
}

/** 410, and how the login ended. */
export function challengeOver({ challengeStatus }: ChallengeOver): HttpReply {
  return problem('challenge-over', { challenge: { status: challengeStatus } })
}
