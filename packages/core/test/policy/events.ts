import {
  type Challenge,
  type ChallengeStatus,
  type Session,
  type SessionEvent,
  summarizeChallenge,
  summarizeSession,
} from '@seatkit/core'
import { NOW } from './facts.ts'

/** The events a change is expected to tell, as the tests write them: what they are about, and when. */

export function started(session: Session, challengeId?: string): SessionEvent {
  return {
    type: 'session.started',
    userId: 'user',
    at: session.createdAt,
    session: summarizeSession(session),
    ...(challengeId !== undefined && { challengeId }),
  }
}

export function rotated(session: Session, at: number, more: { reauthenticated?: true } = {}): SessionEvent {
  return { type: 'session.rotated', userId: 'user', at, session: summarizeSession(session), ...more }
}

export function ended(session: Session): SessionEvent {
  return {
    type: 'session.ended',
    userId: 'user',
    at: session.endedAt ?? Number.NaN,
    session: summarizeSession(session),
  }
}

export function created(challenge: Challenge): SessionEvent {
  return {
    type: 'challenge.created',
    userId: 'user',
    at: challenge.createdAt,
    challenge: summarizeChallenge(challenge),
  }
}

/** `challenge` as it is afterwards. */
export function closed(
  challenge: Challenge,
  by?: string,
  at: number = challenge.closedAt ?? NOW,
  told: { readonly evidence?: string; readonly reported?: true } = {},
): SessionEvent {
  return {
    type: 'challenge.closed',
    userId: 'user',
    at,
    challenge: summarizeChallenge(challenge),
    status: challenge.status as Exclude<ChallengeStatus, 'pending'>,
    ...(by !== undefined && { by }),
    ...told,
  }
}
