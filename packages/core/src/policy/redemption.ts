import { makeRoom } from './admission.ts'
import { type Challenge, isOpen } from './challenge.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import { equalHashes } from './equal-hashes.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import type { ChallengeOver, NoSeatLeft, UnknownChallenge } from './refusals.ts'
import type { Session } from './session.ts'
import type { UserSessions } from './user-sessions.ts'

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
  draft.redeem(challenge, session.id)
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

export function ticketed(draft: Draft, request: TicketRequest): Challenge | undefined {
  const challenge = draft.challenge(request.challengeId)
  return challenge && equalHashes(challenge.ticketHash, request.ticketHash) ? challenge : undefined
}
