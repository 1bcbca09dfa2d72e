import type { SessionManager } from '../manager/index.ts'
import {
  type ChallengeClosed,
  type ChallengeSummary,
  deadlineOf,
  isSameDevice,
  type Session,
  type SessionEvent,
  type SessionSummary,
} from '../policy/index.ts'
import type { Reading } from '../store/index.ts'
import { answerMessage } from './live-answer.ts'
import { CloseCode } from './live-close-code.ts'
import type { LiveConnection, LiveSocket } from './live-connection.ts'
import { findEnds } from './live-ends.ts'
import { type AnswerMessage, type ClientMessage, parseClientMessage } from './live-message.ts'
import { Outbox } from './live-outbox.ts'
import { Watch, type Watched, warnOfUnexpected } from './live-watch.ts'
import { viewChallenge, viewSession } from './session-view.ts'

/** The live connection of a signed-in device: told of its user's sessions and of logins that wait; may answer those. */
export class LiveSession implements LiveConnection, Watched {
  readonly ownerId: string
  readonly userId: string
  readonly #sessions: SessionManager
  readonly #session: Session
  readonly #outbox: Outbox = new Outbox()
  readonly #watch: Watch
  /** The ids of active sessions and of waiting logins that the client knows of; undefined before `hello`. */
  #told: { readonly sessions: Set<string>; readonly challenges: Set<string> } | undefined
  #received: Promise<void> = Promise.resolve()

  private constructor(sessions: SessionManager, session: Session, recheckIntervalMs: number) {
    this.ownerId = session.id
    this.userId = session.userId
    this.#sessions = sessions
    this.#session = session
    this.#watch = new Watch(this, recheckIntervalMs)
  }

  /** @throws {StoreUnavailableError} And what else the {@link SessionManager} throws; nothing is left behind then. */
  static async open(
    sessions: SessionManager,
    session: Session,
    recheckIntervalMs: number,
  ): Promise<LiveSession> {
    const connection = new LiveSession(sessions, session, recheckIntervalMs)
    await connection.#watch.start(sessions)
    return connection
  }

  start(socket: LiveSocket): void {
    this.#outbox.open(socket)
  }

  receive(text: string): Promise<void> {
    this.#received = this.#received.then(() => this.#handle(text))
    return this.#received
  }

  stop(): void {
    this.#watch.stop()
  }

  async read(): Promise<number> {
    const reading = await this.#recheck()
    if (reading === null) return Number.POSITIVE_INFINITY
    const { session, now } = reading
    const [active, waiting] = await Promise.all([
      this.#sessions.list(this.userId),
      this.#sessions.challenges(session),
    ])
    if (this.#told === undefined) this.#greet(session, active, waiting)
    else await this.#catchUp(this.#told, active, waiting)
    return Math.min(deadlineOf(session), ...waiting.map(({ expiresAt }) => expiresAt)) - now
  }

  onEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'session.started':
        this.#sessionStarted(event.session)
        break
      case 'session.ended':
        this.#sessionEnded(event.session)
        break
      case 'session.rotated':
        if (event.session.id === this.ownerId) this.#watch.readAgain()
        break
      case 'challenge.created':
        this.#challengeCreated(event.challenge)
        break
      case 'challenge.closed':
        this.#challengeClosed(event)
        break
    }
  }

  isLast(event: SessionEvent): boolean {
    return event.type === 'session.ended' && event.session.id === this.ownerId
  }

  #greet(session: Session, active: readonly Session[], waiting: readonly ChallengeSummary[]): void {
    this.#told = { sessions: idsOf(active), challenges: idsOf(waiting) }
    this.#outbox.send({
      type: 'hello',
      session: viewSession(session, this.ownerId),
      challenges: waiting.map(viewChallenge),
    })
  }

  /** Tells the difference between what the client knows and what is so. */
  async #catchUp(
    told: { readonly sessions: ReadonlySet<string>; readonly challenges: ReadonlySet<string> },
    active: readonly Session[],
    waiting: readonly ChallengeSummary[],
  ): Promise<void> {
    const still = new Set([...idsOf(active), ...idsOf(waiting)])
    const gone = [...told.sessions, ...told.challenges].filter((id) => !still.has(id))
    for (const event of await findEnds(this.#sessions, this.userId, gone)) this.onEvent(event)
    for (const session of active) this.#sessionStarted(session)
    for (const challenge of waiting) this.#challengeCreated(challenge)
  }

  #sessionStarted(session: SessionSummary): void {
    if (this.#told === undefined || this.#told.sessions.has(session.id)) return
    this.#told.sessions.add(session.id)
    this.#outbox.send({ type: 'session.started', session: viewSession(session, this.ownerId) })
  }

  #sessionEnded(session: SessionSummary): void {
    const isOwn = session.id === this.ownerId
    if (!isOwn && !this.#told?.sessions.delete(session.id)) return
    this.#outbox.send({ type: 'session.ended', session: viewSession(session, this.ownerId) })
    if (isOwn) this.#close(CloseCode.SessionOver, 'session over')
  }

  /** The waiting device itself is never asked, and a login that prompts nobody is for who looks for it. */
  #challengeCreated(challenge: ChallengeSummary): void {
    if (this.#told === undefined || this.#told.challenges.has(challenge.id)) return
    if (!challenge.prompt || isSameDevice(challenge.device, this.#session.device)) return
    this.#told.challenges.add(challenge.id)
    this.#outbox.send({ type: 'challenge.created', challenge: viewChallenge(challenge) })
  }

  #challengeClosed({ challenge, status }: ChallengeClosed): void {
    if (!this.#told?.challenges.delete(challenge.id)) return
    this.#outbox.send({ type: 'challenge.closed', challengeId: challenge.id, status })
  }

  async #handle(text: string): Promise<void> {
    if (this.#outbox.isClosed) return
    const message = parseClientMessage(text)
    if (message === null) return this.#close(CloseCode.BadMessage, 'bad message')
    try {
      const answer = await this.#answer(message)
      if (answer !== null) this.#outbox.send(answer)
    } catch (error) {
      warnOfUnexpected(error)
      this.#outbox.send({ type: 'answer', ref: message.ref, status: 'store-unavailable' })
    }
  }

  async #answer(message: ClientMessage): Promise<AnswerMessage | null> {
    const reading = await this.#recheck()
    const answer = reading && (await answerMessage(this.#sessions, reading.session, message))
    // The session ended between the two: there is no answer, but its end to tell.
    if (reading !== null && answer === null) await this.#recheck()
    return answer
  }

  /** The session as it is now; null, and the connection is closed, when it or its credential is no longer good. */
  async #recheck(): Promise<Reading | null> {
    const reading = await this.#sessions.recheck(this.#session)
    if (reading.session === null) {
      await this.#tellOwnEnd()
      return null
    }
    if (reading.session.credentialHash === this.#session.credentialHash) return reading
    this.#close(CloseCode.GoingAway, 'token rotated')
    return null
  }

  /** Nothing is known of the end when the user was forgotten: then there is nothing to tell either. */
  async #tellOwnEnd(): Promise<void> {
    if (this.#outbox.isClosed) return
    for (const end of await findEnds(this.#sessions, this.userId, [this.ownerId])) this.onEvent(end)
    this.#close(CloseCode.SessionOver, 'session over')
  }

  #close(code: CloseCode, reason: string): void {
    this.#outbox.close(code, reason)
    this.#watch.stop()
  }
}

function idsOf(items: readonly { readonly id: string }[]): Set<string> {
  return new Set(items.map(({ id }) => id))
}
