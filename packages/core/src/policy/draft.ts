import { byLogin } from './by-login.ts'
import {
  type Challenge,
  type ChallengeStatus,
  challengeAsOf,
  REDEEM_TIMEOUT_MS,
  summarizeChallenge,
} from './challenge.ts'
import { type Change, withItem } from './change.ts'
import { muted, NO_PROMPTS, type Prompts, withPrompt } from './prompts.ts'
import { asOf, type EndReason, type Session, summarizeSession } from './session.ts'
import type { ChallengeClosed, SessionEvent, SignInRejected, Untold } from './session-event.ts'
import type { UserSessions } from './user-sessions.ts'
import type { WrongAnswers } from './wrong-answers.ts'

/** How a challenge ends that becomes no session. */
type ClosedStatus = Exclude<ChallengeStatus, 'pending' | 'approved' | 'redeemed'>

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
  prompts: Prompts

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
    this.prompts = current.prompts
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
    this.#tell({
      type: 'session.started',
      session: summarizeSession(session),
      ...(challengeId !== undefined && { challengeId }),
    })
  }

  rotate(rotated: Session, reauthenticated: true | undefined): Session {
    this.#putSession(rotated)
    this.#tell({
      type: 'session.rotated',
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
    if (challenge.prompt) this.prompts = withPrompt(this.prompts, this.now)
    this.#putChallenge(challenge)
    this.#tell({ type: 'challenge.created', challenge: summarizeChallenge(challenge) })
  }

  /** Nothing is told: the code is for the device that asks, and for nobody else to know of. */
  showCode(challenge: Challenge, codeHash: string, codeShownBy: string): void {
    if (challenge.codeHash === codeHash && challenge.codeShownBy === codeShownBy) return
    this.#putChallenge({ ...challenge, codeHash, codeShownBy })
  }

  /** @param by  The session that vouches for it; absent when nobody is left who could. */
  approve(challenge: Challenge, by?: string): Challenge {
    if (by === undefined) return this.#approve(challenge, {})
    this.#promptAgain()
    return this.#approve({ ...challenge, approvedBy: by }, { by })
  }

  recover(challenge: Challenge, evidence: string): Challenge {
    this.#promptAgain()
    return this.#approve(challenge, { by: 'recovery', evidence })
  }

  /** Refuses a login of which somebody knows nothing, and leaves that person in peace for a while. */
  report(challenge: Challenge, by: string): void {
    this.prompts = muted(this.prompts, this.now)
    this.#closed({ ...challenge, status: 'denied', closedAt: this.now }, { by, reported: true })
  }

  close(challenge: Challenge, status: ClosedStatus, by?: string): void {
    this.#closed({ ...challenge, status, closedAt: this.now }, by === undefined ? {} : { by })
  }

  redeem(challenge: Challenge, sessionId: string): void {
    this.#closed({ ...challenge, status: 'redeemed', closedAt: this.now, sessionId }, {})
  }

  /**
   * Counts a wrong answer against the challenge and against the user. Where there is no code yet nothing can be guessed, and
   * whoever waits with a stolen password would only use up the owner's budget: the challenge alone pays then.
   */
  countWrongAnswer(challenge: Challenge, by: string | undefined, maxAnswers: number): Challenge {
    const counted = { ...challenge, wrongAnswers: challenge.wrongAnswers + 1 }
    if (challenge.codeHash !== undefined) {
      this.wrongAnswers = { count: this.wrongAnswers.count + 1, lastAt: this.now }
    }
    this.#putChallenge(counted)
    this.#tell({
      type: 'answer.rejected',
      challenge: summarizeChallenge(counted),
      ...(by !== undefined && { by }),
      attemptsLeft: maxAnswers - counted.wrongAnswers,
    })
    return counted
  }

  refuse(refusal: Omit<SignInRejected, 'type' | 'userId' | 'at'>): void {
    this.#tell({ type: 'sign-in.rejected', ...refusal })
  }

  /** Approves the login that waits longest if nobody is left who could answer it. */
  letInWhenNobodyIsLeft(): void {
    const [longest] = this.withStatus('pending').sort(byLogin)
    if (longest === undefined || this.active().length > 0 || this.withStatus('approved').length > 0) return
    this.approve(longest)
  }

  /** The finished decision. */
  change<R>(result: R): Change<R> {
    this.letInWhenNobodyIsLeft()
    return {
      writes: {
        sessions: this.#writtenSessions,
        challenges: this.#writtenChallenges,
        ...(this.wrongAnswers !== this.#before.wrongAnswers && { wrongAnswers: this.wrongAnswers }),
        ...(this.prompts !== this.#before.prompts && { prompts: this.prompts }),
      },
      events: this.#events,
      result,
    }
  }

  #approve(challenge: Challenge, told: Pick<ChallengeClosed, 'by' | 'evidence'>): Challenge {
    const approved = { ...challenge, status: 'approved', expiresAt: this.now + REDEEM_TIMEOUT_MS } as const
    this.#closed(approved, told)
    return approved
  }

  #closed(
    challenge: Challenge & Pick<ChallengeClosed, 'status'>,
    told: Pick<ChallengeClosed, 'by' | 'evidence' | 'reported'>,
  ): void {
    this.#putChallenge(challenge)
    const { status, closedAt } = challenge
    this.#tell(
      { type: 'challenge.closed', challenge: summarizeChallenge(challenge), status, ...told },
      closedAt,
    )
  }

  /** Whoever was let in is no stranger: prompts are counted anew. */
  #promptAgain(): void {
    if (this.prompts.count > 0 || this.prompts.mutedUntil > 0) this.prompts = NO_PROMPTS
  }

  #expire(): void {
    for (const session of this.sessions) {
      const truth = asOf(session, this.now)
      if (truth !== session) this.#recordEnd(truth)
    }
    for (const challenge of this.challenges) {
      const truth = challengeAsOf(challenge, this.now)
      if (truth !== challenge) this.#closed({ ...truth, status: 'expired' }, {})
    }
  }

  #recordEnd(ended: Session): void {
    this.#putSession(ended)
    this.#tell({ type: 'session.ended', session: summarizeSession(ended) }, ended.endedAt)
  }

  #tell(event: Untold, at: number = this.now): void {
    this.#events.push({ ...event, userId: this.userId, at })
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
