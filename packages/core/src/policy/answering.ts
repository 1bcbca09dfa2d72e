import { type Challenge, type ChallengeSummary, MAX_ANSWERS, summarizeChallenge } from './challenge.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import { equalHashes } from './equal-hashes.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import { type TicketRequest, ticketed } from './redemption.ts'
import {
  type ChallengeOver,
  type NoSeatLeft,
  noSeatLeft,
  type SessionRequired,
  type TooManyAttempts,
  type UnknownChallenge,
  type WrongDirection,
} from './refusals.ts'
import { isSameDevice } from './session.ts'
import type { UserSessions } from './user-sessions.ts'
import { answersAllowedAt, NO_WRONG_ANSWERS } from './wrong-answers.ts'

/** Who answers, and which challenge. */
export interface AnswerRequest {
  /** The session of the person who answers. Its liveness is checked here, not when the prompt was sent. */
  readonly sessionId: string
  readonly challengeId: string
}

/** What comes of a code that was typed, on whichever device. */
type Typed =
  | { readonly status: 'approved'; readonly challenge: ChallengeSummary }
  | { readonly status: 'wrong-code'; readonly attemptsLeft: number }
  | TooManyAttempts
  | NoSeatLeft
  | ChallengeOver
  | WrongDirection
  | UnknownChallenge

/** The answer to a code that was typed on a device that is signed in. */
export type Answer = Typed | SessionRequired

/** The answer to a code that was typed on the device that waits. */
export type PendingAnswer = Typed

/** The answer to a device that is signed in and asks for the code that it is to show. */
export type CodeShown =
  | { readonly status: 'shown'; readonly challenge: ChallengeSummary }
  | ChallengeOver
  | WrongDirection
  | UnknownChallenge
  | SessionRequired

export function answer(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: AnswerRequest & { readonly codeHash: string },
  now: number,
): Change<Answer> {
  const draft = new Draft(current, now)
  const challenge = answerable(draft, request)
  if (!('id' in challenge)) return draft.change(challenge)
  const { sessionId, codeHash } = request
  return draft.change(
    refusalOf(challenge, 'new-device') ?? compare(draft, options, challenge, codeHash, sessionId, sessionId),
  )
}

export function answerPending(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: TicketRequest & { readonly codeHash: string },
  now: number,
): Change<PendingAnswer> {
  const draft = new Draft(current, now)
  const challenge = ticketed(draft, request)
  if (challenge === undefined) return draft.change({ status: 'unknown' })
  // A code is only as good as the session that shows it: once that has ended, no code is the right one.
  const approver = draft.activeSession(challenge.codeShownBy ?? '')
  return draft.change(
    refusalOf(challenge, 'trusted-device') ??
      compare(draft, options, challenge, request.codeHash, approver?.id, undefined),
  )
}

/** A new code voids the one before, and refills neither the challenge's answers nor the user's. */
export function showCode(
  current: UserSessions,
  request: AnswerRequest & { readonly codeHash: string },
  now: number,
): Change<CodeShown> {
  const draft = new Draft(current, now)
  const challenge = answerable(draft, request)
  if (!('id' in challenge)) return draft.change(challenge)
  const refusal = refusalOf(challenge, 'trusted-device')
  if (refusal !== undefined) return draft.change(refusal)
  draft.showCode(challenge, request.codeHash, request.sessionId)
  return draft.change({ status: 'shown', challenge: summarizeChallenge(challenge) })
}

/** Only an active session of the same user may answer, and never the waiting device itself. */
export function answerable(
  draft: Draft,
  request: AnswerRequest,
): Challenge | UnknownChallenge | SessionRequired {
  const approver = draft.activeSession(request.sessionId)
  if (approver === undefined) return { status: 'session-required' }
  const challenge = draft.challenge(request.challengeId)
  if (challenge === undefined || isSameDevice(challenge.device, approver.device)) return { status: 'unknown' }
  return challenge
}

function refusalOf(
  { status, codeShownOn }: Challenge,
  expected: Challenge['codeShownOn'],
): ChallengeOver | WrongDirection | undefined {
  if (status !== 'pending') return { status: 'over', challengeStatus: status }
  return codeShownOn === expected ? undefined : { status: 'wrong-direction' }
}

/**
 * @param approver  The session that vouches with this code; without one no code is right.
 * @param by        The session that typed it; absent for the waiting device.
 */
function compare(
  draft: Draft,
  options: ResolvedPolicyOptions,
  challenge: Challenge,
  codeHash: string,
  approver: string | undefined,
  by: string | undefined,
): Typed {
  const retryAt = answersAllowedAt(draft.wrongAnswers)
  if (draft.now < retryAt) return { status: 'too-many-attempts', retryAt }
  const full = noSeatLeft(draft, options)
  if (full !== null) return full
  const isRight = challenge.codeHash !== undefined && equalHashes(challenge.codeHash, codeHash)
  if (!isRight || approver === undefined) return wrong(draft, challenge, by)
  if (draft.wrongAnswers.count > 0) draft.wrongAnswers = NO_WRONG_ANSWERS
  return { status: 'approved', challenge: summarizeChallenge(draft.approve(challenge, approver)) }
}

function wrong(draft: Draft, challenge: Challenge, by: string | undefined): Typed {
  const counted = draft.countWrongAnswer(challenge, by, MAX_ANSWERS)
  if (counted.wrongAnswers >= MAX_ANSWERS) draft.close(counted, 'exhausted', by)
  return { status: 'wrong-code', attemptsLeft: MAX_ANSWERS - counted.wrongAnswers }
}
