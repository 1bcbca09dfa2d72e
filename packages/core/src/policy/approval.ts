import { type AnswerRequest, answerable } from './answering.ts'
import { type ChallengeSummary, isOpen, summarizeChallenge } from './challenge.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import {
  type ChallengeOver,
  type NoSeatLeft,
  noSeatLeft,
  type SessionRequired,
  type UnknownChallenge,
} from './refusals.ts'
import type { UserSessions } from './user-sessions.ts'

/** A refusal, and whether it says that a stranger has the password. */
export interface DenyRequest extends AnswerRequest {
  /** "Not me": there are no prompts for an hour, and the event says so. Default false. */
  readonly report?: boolean
}

/** The answer to a refusal. */
export type Denial = { readonly status: 'denied' } | ChallengeOver | UnknownChallenge | SessionRequired

/** Refuses a waiting login; also one that was approved and has not fetched its session yet. */
export function deny(current: UserSessions, request: DenyRequest, now: number): Change<Denial> {
  const draft = new Draft(current, now)
  return draft.change(decideDenial(draft, request))
}

function decideDenial(draft: Draft, request: DenyRequest): Denial {
  const challenge = answerable(draft, request)
  if (!('id' in challenge)) return challenge
  if (!isOpen(challenge)) return { status: 'over', challengeStatus: challenge.status }
  if (request.report === true) draft.report(challenge, request.sessionId)
  else draft.close(challenge, 'denied', request.sessionId)
  return { status: 'denied' }
}

/** An approval by the application, which has checked in another way who waits. */
export interface RecoveryRequest {
  readonly challengeId: string
  readonly by: 'recovery'
  /** What was checked, in a few words, for the audit trail: `'e-mail code'`. */
  readonly evidence: string
}

/** The answer to an approval by the application. */
export type Recovery =
  | { readonly status: 'approved'; readonly challenge: ChallengeSummary }
  | NoSeatLeft
  | ChallengeOver
  | UnknownChallenge

export function approve(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: RecoveryRequest,
  now: number,
): Change<Recovery> {
  const draft = new Draft(current, now)
  return draft.change(decideRecovery(draft, options, request))
}

function decideRecovery(draft: Draft, options: ResolvedPolicyOptions, request: RecoveryRequest): Recovery {
  const challenge = draft.challenge(request.challengeId)
  if (challenge === undefined) return { status: 'unknown' }
  if (challenge.status !== 'pending') return { status: 'over', challengeStatus: challenge.status }
  const full = noSeatLeft(draft, options)
  if (full !== null) return full
  return { status: 'approved', challenge: summarizeChallenge(draft.recover(challenge, request.evidence)) }
}
