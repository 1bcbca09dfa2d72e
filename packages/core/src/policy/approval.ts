import { makeRoom } from './admission.ts'
import {
  type Challenge,
  type ChallengeStatus,
  type ChallengeSummary,
  isOpen,
  MAX_ANSWERS,
  summarizeChallenge,
} from './challenge.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import { equalHashes } from './equal-hashes.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import { isSameDevice, type Session } from './session.ts'
import type { UserSessions } from './user-sessions.ts'
import { answersAllowedAt, NO_WRONG_ANSWERS } from './wrong-answers.ts'

/** Who answers, and which challenge. */
export interface AnswerRequest {
  /** The session of the person who answers. Its liveness is checked here, not when the prompt was sent. */
  readonly sessionId: string
  readonly challengeId: string
}

/** The challenge is not there, or not this session's to answer; which of the two is not said. */
export interface UnknownChallenge {
  readonly status: 'unknown'
}

/** The session that answers is not active (any more). */
export interface SessionRequired {
  readonly status: 'session-required'
}

/** The challenge is no longer open; `challengeStatus` says how it ended. */
export interface ChallengeOver {
  readonly status: 'over'
  readonly challengeStatus: ChallengeStatus
}

/**
 * No seat is free, so approving would promise what redemption could not keep. The code was not compared. `active` are
 * those who hold a seat, the longest signed-in first.
 */
export interface NoSeatLeft {
  readonly status: 'session-limit-reached'
  readonly limit: number
  readonly active: readonly Session[]
}

/** The answer to a code that was typed. */
export type Answer =
  | { readonly status: 'approved'; readonly challenge: ChallengeSummary }
  | { readonly status: 'wrong-code'; readonly attemptsLeft: number }
  | { readonly status: 'too-many-attempts'; readonly retryAt: number }
  | NoSeatLeft
  | ChallengeOver
  | UnknownChallenge
  | SessionRequired

/** The answer to a refusal. */
export type Denial = { readonly status: 'denied' } | ChallengeOver | UnknownChallenge | SessionRequired

export function answer(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: AnswerRequest & { readonly codeHash: string },
  now: number,
): Change<Answer> {
  const draft = new Draft(current, now)
  return draft.change(decideAnswer(draft, options, request))
}

function decideAnswer(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: AnswerRequest & { readonly codeHash: string },
): Answer {
  const challenge = answerable(draft, request)
  if (!('id' in challenge)) return challenge
  if (challenge.status !== 'pending') return { status: 'over', challengeStatus: challenge.status }

  const retryAt = answersAllowedAt(draft.wrongAnswers)
  if (draft.now < retryAt) return { status: 'too-many-attempts', retryAt }

  const active = draft.active()
  if (
    options.onLimit === 'reject' &&
    active.length + draft.withStatus('approved').length >= options.maxSessions
  ) {
    return { status: 'session-limit-reached', limit: options.maxSessions, active }
  }
  if (!equalHashes(challenge.codeHash, request.codeHash)) return wrong(draft, challenge, request.sessionId)
  if (draft.wrongAnswers.count > 0) draft.wrongAnswers = NO_WRONG_ANSWERS
  return { status: 'approved', challenge: summarizeChallenge(draft.approve(challenge, request.sessionId)) }
}

function wrong(draft: Draft, challenge: Challenge, by: string): Answer {
  const counted = draft.countWrongAnswer(challenge, by, MAX_ANSWERS)
  if (counted.wrongAnswers >= MAX_ANSWERS) draft.close(counted, 'exhausted', by)
  return { status: 'wrong-code', attemptsLeft: MAX_ANSWERS - counted.wrongAnswers }
}

/** Refuses a waiting login; also one that was approved and has not fetched its session yet. */
export function deny(current: UserSessions, request: AnswerRequest, now: number): Change<Denial> {
  const draft = new Draft(current, now)
  return draft.change(decideDenial(draft, request))
}

function decideDenial(draft: Draft, request: AnswerRequest): Denial {
  const challenge = answerable(draft, request)
  if (!('id' in challenge)) return challenge
  if (!isOpen(challenge)) return { status: 'over', challengeStatus: challenge.status }
  draft.close(challenge, 'denied', request.sessionId)
  return { status: 'denied' }
}

/** Only an active session of the same user may answer, and never the waiting device itself. */
function answerable(draft: Draft, request: AnswerRequest): Challenge | UnknownChallenge | SessionRequired {
  const approver = draft.activeSession(request.sessionId)
  if (approver === undefined) return { status: 'session-required' }
  const challenge = draft.challenge(request.challengeId)
  if (challenge === undefined || isSameDevice(challenge.device, approver.device)) return { status: 'unknown' }
  return challenge
}

/** What the waiting device shows to act on its challenge. */
export interface TicketRequest {
  readonly challengeId: string
  readonly ticketHash: string
}

/** The answer to a waiting device that comes to fetch its session. */
export type Redemption =
  | { readonly status: 'admitted'; readonly session: Session; readonly ended: readonly Session[] }
  | { readonly status: 'pending' }
  | NoSeatLeft
  | ChallengeOver
  | UnknownChallenge

export function redeem(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: TicketRequest & { readonly sessionId: string; readonly credentialHash: string },
  now: number,
): Change<Redemption> {
  const draft = new Draft(current, now)
  draft.letInWhenNobodyIsLeft()
  return draft.change(decideRedemption(draft, options, request))
}

function decideRedemption(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: TicketRequest & { readonly sessionId: string; readonly credentialHash: string },
): Redemption {
  const challenge = ticketed(draft, request)
  if (challenge === undefined) return { status: 'unknown' }
  if (challenge.sessionId === request.sessionId) return answerOfFirstTry(draft, request.sessionId)
  if (challenge.status === 'pending') return { status: 'pending' }
  if (challenge.status !== 'approved') return { status: 'over', challengeStatus: challenge.status }
  return fetchSession(draft, options, challenge, request)
}

function answerOfFirstTry(draft: Draft, sessionId: string): Redemption {
  const session = draft.sessions.find(({ id }) => id === sessionId)
  if (session === undefined) return { status: 'over', challengeStatus: 'redeemed' }
  return { status: 'admitted', session, ended: draft.endedFor(sessionId) }
}

/** The limit holds here too: it may have been lowered, or its seats taken, since the approval. */
function fetchSession(
  draft: Draft,
  options: ResolvedPolicyOptions,
  challenge: Challenge,
  request: { readonly sessionId: string; readonly credentialHash: string },
): Redemption {
  const active = draft.active()
  if (active.length >= options.maxSessions) {
    if (options.onLimit === 'reject') {
      return { status: 'session-limit-reached', limit: options.maxSessions, active }
    }
    makeRoom(draft, options, options.onLimit, active.length, request.sessionId)
  }
  const session: Session = {
    id: request.sessionId,
    userId: draft.userId,
    credentialHash: request.credentialHash,
    device: challenge.device,
    createdAt: draft.now,
    // The password was checked when the login began to wait.
    authenticatedAt: challenge.createdAt,
    lastActiveAt: draft.now,
    idleTimeoutMs: challenge.idleTimeoutMs,
    expiresAt: draft.now + challenge.absoluteTimeoutMs,
  }
  draft.close(challenge, 'redeemed', undefined, session.id)
  draft.start(session, challenge.id)
  return { status: 'admitted', session, ended: draft.endedFor(session.id) }
}

/** The answer to a waiting device that gives up. */
export type Cancellation = { readonly status: 'cancelled' } | ChallengeOver | UnknownChallenge

export function cancel(current: UserSessions, request: TicketRequest, now: number): Change<Cancellation> {
  const draft = new Draft(current, now)
  const challenge = ticketed(draft, request)
  if (challenge === undefined) return draft.change({ status: 'unknown' })
  if (!isOpen(challenge)) return draft.change({ status: 'over', challengeStatus: challenge.status })
  draft.close(challenge, 'cancelled')
  return draft.change({ status: 'cancelled' })
}

function ticketed(draft: Draft, request: TicketRequest): Challenge | undefined {
  const challenge = draft.challenge(request.challengeId)
  return challenge && equalHashes(challenge.ticketHash, request.ticketHash) ? challenge : undefined
}
