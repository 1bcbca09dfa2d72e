import type { PendingState, SessionManager } from '../manager/index.ts'
import type { ChallengeStatus, SessionEvent } from '../policy/index.ts'
import { isoTime } from './iso-time.ts'
import { CloseCode } from './live-close-code.ts'
import type { LiveConnection, LiveSocket } from './live-connection.ts'
import { Outbox } from './live-outbox.ts'
import { Watch, type Watched } from './live-watch.ts'

/** The live connection of a device that waits for approval: told how its login stands; may send nothing. */
export class LiveWaiting implements LiveConnection, Watched {
  readonly ownerId: string
  readonly userId: string
  readonly #sessions: SessionManager
  readonly #ticket: string
  readonly #outbox: Outbox = new Outbox()
  readonly #watch: Watch
  /** How the login stands as the client knows it; undefined before `hello`. */
  #told: ChallengeStatus | undefined

  private constructor(
    sessions: SessionManager,
    ticket: string,
    { id, userId }: { readonly id: string; readonly userId: string },
    recheckIntervalMs: number,
  ) {
    this.ownerId = id
    this.userId = userId
    this.#sessions = sessions
    this.#ticket = ticket
    this.#watch = new Watch(this, recheckIntervalMs)
  }

  /**
   * Null when the ticket is none of ours, or its login long over.
   *
   * @throws {StoreUnavailableError} And what else the {@link SessionManager} throws; nothing is left behind then.
   */
  static async open(
    sessions: SessionManager,
    ticket: string,
    recheckIntervalMs: number,
  ): Promise<LiveWaiting | null> {
    const pending = await sessions.pending(ticket)
    if (pending === null) return null
    const connection = new LiveWaiting(sessions, ticket, pending, recheckIntervalMs)
    await connection.#watch.start(sessions)
    return connection
  }

  start(socket: LiveSocket): void {
    this.#outbox.open(socket)
  }

  async receive(): Promise<void> {
    this.#close(CloseCode.BadMessage, 'nothing may be sent here')
  }

  stop(): void {
    this.#watch.stop()
  }

  async read(): Promise<number> {
    const pending = await this.#sessions.pending(this.#ticket)
    if (pending === null) this.#close(CloseCode.SessionOver, 'not waiting')
    else if (this.#told === undefined) this.#greet(pending)
    else this.#tell(pending.status)
    return pending === null ? Number.POSITIVE_INFINITY : pending.expiresAt - pending.now
  }

  onEvent(event: SessionEvent): void {
    if (event.type === 'challenge.closed' && event.challenge.id === this.ownerId) this.#tell(event.status)
  }

  isLast(event: SessionEvent): boolean {
    return (
      event.type === 'challenge.closed' && event.challenge.id === this.ownerId && event.status !== 'approved'
    )
  }

  #greet({ id, status, expiresAt }: PendingState): void {
    this.#outbox.send({ type: 'hello', pending: { id, status, expiresAt: isoTime(expiresAt) } })
    this.#told = status
    this.#closeIfOver(status)
  }

  #tell(status: ChallengeStatus): void {
    if (status === this.#told || status === 'pending') return
    this.#told = status
    this.#outbox.send({ type: 'challenge.closed', challengeId: this.ownerId, status })
    this.#closeIfOver(status)
  }

  #closeIfOver(status: ChallengeStatus): void {
    if (status !== 'pending' && status !== 'approved') this.#close(CloseCode.Normal, 'over')
  }

  #close(code: CloseCode, reason: string): void {
    this.#outbox.close(code, reason)
    this.#watch.stop()
  }
}
