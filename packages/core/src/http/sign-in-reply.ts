import type { SignedIn, SignIn } from '../manager/index.ts'
import type { Session } from '../policy/index.ts'
import { type HttpReply, jsonReply } from './http-values.ts'
import { isoTime } from './iso-time.ts'
import { problem, retryAfter } from './problem.ts'
import { viewSession } from './session-view.ts'

/** The answer to a login: 201 signed in, 202 waiting, 409 or 429 refused. Its cookies were set by `signIn`. */
export function signInReply(outcome: SignIn): HttpReply {
  switch (outcome.status) {
    case 'admitted':
      return signedInReply(outcome)
    case 'challenged': {
      const { id, code, codeShownOn, expiresAt } = outcome.challenge
      const shown = code === undefined ? { codeShownOn } : { code }
      return jsonReply(202, {
        status: 'challenge',
        challenge: { id, ...shown, expiresAt: isoTime(expiresAt) },
      })
    }
    case 'rejected':
      if (outcome.reason === 'session-limit-reached') return limitReachedReply(outcome)
      return problem('too-many-challenges', {}, retryAfter(outcome.retryAt - outcome.now))
  }
}

export function signedInReply({ session, ended }: Pick<SignedIn, 'session' | 'ended'>): HttpReply {
  return jsonReply(201, {
    status: 'signed-in',
    session: viewSession(session, session.id),
    ended: ended.map((other) => viewSession(other, session.id)),
  })
}

/** 409: who holds the seats, so that the person can end one of them. */
export function limitReachedReply(
  { limit, active }: { readonly limit: number; readonly active: readonly Session[] },
  currentId?: string,
): HttpReply {
  return problem('session-limit-reached', {
    detail: `Already ${limit} ${limit === 1 ? 'session' : 'sessions'} active`,
    limit,
    active: active.map((session) => viewSession(session, currentId)),
  })
}
