import {
  type Challenge,
  type ChallengeStatus,
  challengeAsOf,
  REDEEM_TIMEOUT_MS,
  summarizeChallenge,
} from './challenge.ts'
import { type Change, withItem } from './change.ts'
import { asOf, type EndReason, type Session, summarizeSession } from './session.ts'
import type { SessionEvent } from './session-event.ts'
import type { UserSessions } from './user-sessions.ts'
import type { WrongAnswers } from './wrong-answers.ts'

/** Ends by somebody's will against that session: what it approved must not go on. */
const VOIDS_APPROVALS: ReadonlySet<EndReason> = new Set(['revoked', 'user-disabled'])

/** Ends that a login brings about. */
const MADE_ROOM: ReadonlySet<EndReason | undefined> = new Set(['displaced', 'replaced'] as const)

/**
 * A user's sessions while one decision is being made: the decision's steps are applied to it one after the other, and
 * {@link Draft.change} says what has to be stored and what happened.
 *
 * Two rules hold for every decision, so they live here: whatever time has ended is ended before anything else, and a
 * login never waits for an answer that nobody is left to give.
 */
export class Draft {
  readonly userId: string
  readonly now: number
  sessions: readonly Session[]
  challenges: readonly Challenge[]
  wrongAnswers: WrongAnswers

  readonly #before: UserSessions
  readonly #events: SessionEvent[] = []
  #writtenSessions: readonly Session[] = []
  #writtenChallenges: readonly Challenge[] = []

  constructor(current: UserSessions, now: number) {
    this.userId = current.userId
    this.now = now
    this.sessions = current.sessions
    this.challenges = current.challenges
    this.wrongAnswers = current.wrongAnswers
    this.#before = current
    this.#expire()
  }

  /** The active sessions, the longest signed-in first. After the constructor, whatever has not ended is active. */
  active(): Session[] {
    return this.sessions.filter((session) => session.endedAt === undefined).sort(byLogin)
  }

  /** The sessions that had to go when this one began: read from the facts, so that a retry is told the same. */
  endedFor(sessionId: string): Session[] {
    return this.sessions
      .filter(({ endedBy, endReason }) => endedBy === sessionId && MADE_ROOM.has(endReason))
      .sort(byLogin)
  }

  activeSession(id: string): Session | undefined {
    return this.sessions.find((session) => session.id === id && session.endedAt === undefined)
  }

  challenge(id: string): Challenge | undefined {
    return this.challenges.find((challenge) => challenge.id === id)
  }

  withStatus(status: ChallengeStatus): Challenge[] {
    return this.challenges.filter((challenge) => challenge.status === status)
  }

  start(session: Session, challengeId?: string): void {
    this.#putSession(session)
    this.#events.push({
      type: 'session.started',
      userId: this.userId,
      at: this.now,
      session: summarizeSession(session),
      ...(challengeId !== undefined && { challengeId }),
    })
  }

  rotate(rotated: Session, reauthenticated: true | undefined): Session {
    this.#putSession(rotated)
    this.#events.push({
      type: 'session.rotated',
      userId: this.userId,
      at: this.now,
      session: summarizeSession(rotated),
      ...(reauthenticated && { reauthenticated }),
    })
    return rotated
  }

  touch(session: Session): void {
    this.#putSession(session)
  }

  /** Ends an active session, and with it the approvals it gave if it was ended against its will. */
  end(session: Session, endReason: EndReason, by?: string): Session {
    const ended = { ...session, endedAt: this.now, endReason, ...(by !== undefined && { endedBy: by }) }
    this.#recordEnd(ended)
    if (VOIDS_APPROVALS.has(endReason)) {
      for (const challenge of this.withStatus('approved')) {
        if (challenge.approvedBy === session.id) this.close(challenge, 'denied', by)
      }
    }
    return ended
  }

  wait(challenge: Challenge): void {
    this.#putChallenge(challenge)
    this.#events.push({
      type: 'challenge.created',
      userId: this.userId,
      at: this.now,
      challenge: summarizeChallenge(challenge),
    })
  }

  approve(challenge: Challenge, by?: string): Challenge {
    const expiresAt = this.now + REDEEM_TIMEOUT_MS
    const approved: Challenge = {
      ...challenge,
      status: 'approved',
      expiresAt,
      ...(by !== undefined && { approvedBy: by }),
    }
    this.#putChallenge(approved)
    this.#recordClosed(approved, 'approved', this.now, by)
    return approved
  }

  close(
    challenge: Challenge,
    status: Exclude<ChallengeStatus, 'pending' | 'approved'>,
    by?: string,
    sessionId?: string,
  ): Challenge {
    const closed: Challenge = {
      ...challenge,
      status,
      closedAt: this.now,
      ...(sessionId !== undefined && { sessionId }),
    }
    this.#putChallenge(closed)
    this.#recordClosed(closed, status, this.now, by)
    return closed
  }

  /** Counts a wrong answer against the challenge and against the user. */
  countWrongAnswer(challenge: Challenge, by: string, maxAnswers: number): Challenge {
    const counted = { ...challenge, wrongAnswers: challenge.wrongAnswers + 1 }
    this.wrongAnswers = { count: this.wrongAnswers.count + 1, lastAt: this.now }
    this.#putChallenge(counted)
    this.#events.push({
      type: 'answer.rejected',
      userId: this.userId,
      at: this.now,
      challenge: summarizeChallenge(counted),
      by,
      attemptsLeft: maxAnswers - counted.wrongAnswers,
    })
    return counted
  }

  refuse(event: Omit<Extract<SessionEvent, { type: 'sign-in.rejected' }>, 'type' | 'userId' | 'at'>): void {
    this.#events.push({ type: 'sign-in.rejected', userId: this.userId, at: this.now, ...event })
  }

  /** Approves the login that waits longest if nobody is left who could answer it. */
  letInWhenNobodyIsLeft(): void {
    const pending = this.withStatus('pending')
    if (pending.length === 0 || this.active().length > 0 || this.withStatus('approved').length > 0) return
    this.approve(pending.reduce((first, other) => (isEarlier(other, first) ? other : first)))
  }

  /** The finished decision. */
  change<R>(result: R): Change<R> {
    this.letInWhenNobodyIsLeft()
    return {
      writes: {
        sessions: this.#writtenSessions,
        challenges: this.#writtenChallenges,
        ...(this.wrongAnswers !== this.#before.wrongAnswers && { wrongAnswers: this.wrongAnswers }),
      },
      events: this.#events,
      result,
    }
  }

  #expire(): void {
    for (const session of this.sessions) {
      const truth = asOf(session, this.now)
      if (truth !== session) this.#recordEnd(truth)
    }
    for (const challenge of this.challenges) {
      const truth = challengeAsOf(challenge, this.now)
      if (truth === challenge) continue
      this.#putChallenge(truth)
      this.#recordClosed(truth, 'expired', challenge.expiresAt)
    }
  }

  #recordEnd(ended: Session): void {
    this.#putSession(ended)
    this.#events.push({
      type: 'session.ended',
      userId: this.userId,
      at: ended.endedAt ?? this.now,
      session: summarizeSession(ended),
    })
  }

  #recordClosed(
    challenge: Challenge,
    status: Exclude<ChallengeStatus, 'pending'>,
    at: number,
    by?: string,
  ): void {
    this.#events.push({
      type: 'challenge.closed',
      userId: this.userId,
      at,
      challenge: summarizeChallenge(challenge),
      status,
      ...(by !== undefined && { by }),
    })
  }

  #putSession(session: Session): void {
    this.sessions = withItem(this.sessions, session)
    this.#writtenSessions = withItem(this.#writtenSessions, session)
  }

  #putChallenge(challenge: Challenge): void {
    this.challenges = withItem(this.challenges, challenge)
    this.#writtenChallenges = withItem(this.#writtenChallenges, challenge)
  }
}

function byLogin(a: Session, b: Session): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
}

/** Who waits longer; ties by id. */
function isEarlier(a: Challenge, b: Challenge): boolean {
  return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id)
}
