import { type Challenge, type ChallengeSummary, isOpen, summarizeChallenge } from './challenge.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import type { OnLimit, ResolvedPolicyOptions } from './policy-options.ts'
import { type Device, isSameDevice, type Session } from './session.ts'
import type { UserSessions } from './user-sessions.ts'

/**
 * A login whose password (or passkey, or …) the application has checked. All ids and hashes are made before the decision,
 * because a decision may run more than once: the same request decided twice is one login.
 */
export interface SignInRequest {
  /** The id the session gets if it is admitted. */
  readonly sessionId: string
  readonly credentialHash: string
  /** The id the challenge gets if it has to wait, and what its ticket and code hash to. */
  readonly challengeId: string
  readonly ticketHash: string
  readonly codeHash: string
  readonly device: Device
  /** Limits for this login alone ("remember me"); the policy's own where absent. */
  readonly idleTimeoutMs?: number
  readonly absoluteTimeoutMs?: number
}

/** Signed in; `ended` are the sessions that had to go for it. */
export interface Admitted {
  readonly status: 'admitted'
  readonly session: Session
  readonly ended: readonly Session[]
}

/** Waiting for an answer from a device that is signed in. */
export interface Challenged {
  readonly status: 'challenged'
  readonly challenge: ChallengeSummary
}

/** Refused because every seat is taken; `active` are those who hold one, the longest signed-in first. */
export interface LimitReached {
  readonly status: 'rejected'
  readonly reason: 'session-limit-reached'
  readonly limit: number
  readonly active: readonly Session[]
}

/** Refused because too many logins are waiting already; at `retryAt` the first of them expires. */
export interface TooManyChallenges {
  readonly status: 'rejected'
  readonly reason: 'too-many-challenges'
  readonly retryAt: number
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
    return {
      status: 'admitted',
      session,
      ended: draft.sessions.filter((other) => other.endedBy === session.id),
    }
  }
  const challenge = draft.challenge(request.challengeId)
  return challenge && { status: 'challenged', challenge: summarizeChallenge(challenge) }
}

function decide(draft: Draft, options: ResolvedPolicyOptions, request: SignInRequest): Admission {
  const active = draft.active()
  const own = active.filter((session) => isSameDevice(session.device, request.device))
  const taken = active.length - own.length + reservedByOthers(draft, request.device)

  if (own.length > 0) return replace(draft, options, request, own, taken)
  if (taken >= options.maxSessions) return atLimit(draft, options, request, taken)
  if (taken < options.approvalFrom - 1) return start(draft, options, request, [])
  return challenge(draft, options, request)
}

/** Approved logins hold a seat until they are redeemed; pending ones hold none, or a stranger could lock the owner out. */
function reservedByOthers(draft: Draft, device: Device): number {
  return draft.withStatus('approved').filter((challenge) => !isSameDevice(challenge.device, device)).length
}

function replace(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: SignInRequest,
  own: readonly Session[],
  takenByOthers: number,
): Admission {
  const ended = own.map((session) => draft.end(session, 'replaced', request.sessionId))
  if (takenByOthers >= options.maxSessions && options.onLimit !== 'reject') {
    ended.push(...makeRoom(draft, options, options.onLimit, takenByOthers, request.sessionId))
  }
  return start(draft, options, request, ended)
}

function atLimit(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: SignInRequest,
  taken: number,
): Admission {
  const limit = options.maxSessions
  if (options.onLimit !== 'reject') {
    return start(draft, options, request, makeRoom(draft, options, options.onLimit, taken, request.sessionId))
  }
  draft.refuse({ reason: 'session-limit-reached', device: request.device, limit })
  return {
    status: 'rejected',
    reason: 'session-limit-reached',
    limit,
    active: draft.active().sort(byLogin),
  }
}

/** Ends sessions until one more fits. When the limit was lowered, all that is too much goes, in the same order. */
export function makeRoom(
  draft: Draft,
  options: ResolvedPolicyOptions,
  onLimit: Exclude<OnLimit, 'reject'>,
  taken: number,
  by: string,
): Session[] {
  const active = draft.active()
  const victims =
    onLimit === 'end-all'
      ? active.sort(byLogin)
      : active.sort(onLimit === 'end-oldest' ? byLogin : byActivity).slice(0, taken + 1 - options.maxSessions)
  return victims.map((session) => draft.end(session, 'displaced', by))
}

function byLogin(a: Session, b: Session): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
}

function byActivity(a: Session, b: Session): number {
  return a.lastActiveAt - b.lastActiveAt || (a.id < b.id ? -1 : 1)
}

function start(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: SignInRequest,
  ended: readonly Session[],
): Admission {
  supersedeOwn(draft, request.device)
  const session: Session = {
    id: request.sessionId,
    userId: draft.userId,
    credentialHash: request.credentialHash,
    device: request.device,
    createdAt: draft.now,
    lastActiveAt: draft.now,
    idleTimeoutMs: request.idleTimeoutMs ?? options.idleTimeoutMs,
    expiresAt: draft.now + (request.absoluteTimeoutMs ?? options.absoluteTimeoutMs),
  }
  draft.start(session)
  return { status: 'admitted', session, ended }
}

function challenge(draft: Draft, options: ResolvedPolicyOptions, request: SignInRequest): Admission {
  const others = draft.withStatus('pending').filter(({ device }) => !isSameDevice(device, request.device))
  if (others.length >= options.challenge.maxPending) {
    draft.refuse({
      reason: 'too-many-challenges',
      device: request.device,
      limit: options.challenge.maxPending,
    })
    const retryAt = Math.min(...others.map(({ expiresAt }) => expiresAt))
    return { status: 'rejected', reason: 'too-many-challenges', retryAt }
  }
  supersedeOwn(draft, request.device)
  const waiting: Challenge = {
    id: request.challengeId,
    status: 'pending',
    ticketHash: request.ticketHash,
    codeHash: request.codeHash,
    device: request.device,
    createdAt: draft.now,
    expiresAt: draft.now + options.challenge.timeoutMs,
    wrongAnswers: 0,
    idleTimeoutMs: request.idleTimeoutMs ?? options.idleTimeoutMs,
    absoluteTimeoutMs: request.absoluteTimeoutMs ?? options.absoluteTimeoutMs,
  }
  draft.wait(waiting)
  return { status: 'challenged', challenge: summarizeChallenge(waiting) }
}

/** Only the newest login of a device can be answered, so nobody approves a request that is no longer on a screen. */
function supersedeOwn(draft: Draft, device: Device): void {
  for (const older of draft.challenges) {
    if (isOpen(older) && isSameDevice(older.device, device)) draft.close(older, 'superseded')
  }
}
