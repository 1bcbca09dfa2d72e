import { summarizeChallenge } from './challenge.ts'
import { type Challenged, challengeLogin, supersedeOwn, type TooManyChallenges } from './challenge-login.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import type { OnLimit, ResolvedPolicyOptions } from './policy-options.ts'
import { type Device, isSameDevice, type Session } from './session.ts'
import type { SignInRequest } from './sign-in-request.ts'
import type { UserSessions } from './user-sessions.ts'

/** Signed in; `ended` are the sessions that had to go for it. */
export interface Admitted {
  readonly status: 'admitted'
  readonly session: Session
  readonly ended: readonly Session[]
}

/** Refused because every seat is taken; `active` are those who hold one, the longest signed-in first. */
export interface LimitReached {
  readonly status: 'rejected'
  readonly reason: 'session-limit-reached'
  readonly limit: number
  readonly active: readonly Session[]
}

/** The answer to a login. */
export type Admission = Admitted | Challenged | LimitReached | TooManyChallenges

export function admit(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: SignInRequest,
  now: number,
): Change<Admission> {
  const draft = new Draft(current, now)
  return draft.change(answerOfFirstTry(draft, request) ?? decide(draft, options, request))
}

/** A retried write is not a second login: it gets the answer that the first try got. */
function answerOfFirstTry(draft: Draft, request: SignInRequest): Admission | undefined {
  const session = draft.sessions.find(({ id }) => id === request.sessionId)
  if (session !== undefined) {
    return { status: 'admitted', session, ended: draft.endedFor(session.id) }
  }
  const challenge = draft.challenge(request.challengeId)
  return challenge && { status: 'challenged', challenge: summarizeChallenge(challenge) }
}

function decide(draft: Draft, options: ResolvedPolicyOptions, request: SignInRequest): Admission {
  const active = draft.active()
  const own = active.filter((session) => isSameDevice(session.device, request.device))
  if (own.length > 0) return replace(draft, options, request, own)

  const taken = active.length + reservedByOthers(draft, request.device)
  if (taken >= options.maxSessions) return atLimit(draft, options, request, taken)
  if (taken < options.approvalFrom - 1) return start(draft, options, request)
  return challengeLogin(draft, options, request)
}

/** Approved logins hold a seat until they are redeemed; pending ones hold none, or a stranger could lock the owner out. */
function reservedByOthers(draft: Draft, device: Device): number {
  return draft.withStatus('approved').filter((challenge) => !isSameDevice(challenge.device, device)).length
}

/** A device takes its own seat again, so no other session has to go, unless the limit was lowered meanwhile. */
function replace(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: SignInRequest,
  own: readonly Session[],
): Admission {
  for (const session of own) draft.end(session, 'replaced', request.sessionId)
  const others = draft.active().length
  if (others >= options.maxSessions && options.onLimit !== 'reject') {
    makeRoom(draft, options, options.onLimit, others, request.sessionId)
  }
  return start(draft, options, request)
}

function atLimit(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: SignInRequest,
  taken: number,
): Admission {
  const limit = options.maxSessions
  if (options.onLimit !== 'reject') {
    makeRoom(draft, options, options.onLimit, taken, request.sessionId)
    return start(draft, options, request)
  }
  draft.refuse({ reason: 'session-limit-reached', device: request.device, limit })
  return {
    status: 'rejected',
    reason: 'session-limit-reached',
    limit,
    active: draft.active(),
  }
}

/** Ends sessions until one more fits. When the limit was lowered, all that is too much goes, in the same order. */
export function makeRoom(
  draft: Draft,
  options: ResolvedPolicyOptions,
  onLimit: Exclude<OnLimit, 'reject'>,
  taken: number,
  by: string,
): void {
  const active = draft.active()
  if (onLimit === 'end-least-recent') active.sort(byActivity)
  const excess = onLimit === 'end-all' ? active.length : taken + 1 - options.maxSessions
  for (const session of active.slice(0, excess)) draft.end(session, 'displaced', by)
}

function byActivity(a: Session, b: Session): number {
  return a.lastActiveAt - b.lastActiveAt || (a.id < b.id ? -1 : 1)
}

function start(draft: Draft, options: ResolvedPolicyOptions, request: SignInRequest): Admission {
  supersedeOwn(draft, request.device)
  const session: Session = {
    id: request.sessionId,
    userId: draft.userId,
    credentialHash: request.credentialHash,
    device: request.device,
    createdAt: draft.now,
    authenticatedAt: draft.now,
    lastActiveAt: draft.now,
    idleTimeoutMs: request.idleTimeoutMs ?? options.idleTimeoutMs,
    expiresAt: draft.now + (request.absoluteTimeoutMs ?? options.absoluteTimeoutMs),
  }
  draft.start(session)
  return { status: 'admitted', session, ended: draft.endedFor(session.id) }
}
