import type { Events } from './events.ts'
import type { Listen } from './listen-live.ts'
import { Observed } from './observed.ts'
import type { Problem, Reply } from './problem.ts'
import type { SessionApi } from './session-api.ts'
import { SharedActivity } from './shared-activity.ts'
import type { EndReason, ServerMessage, Session } from './wire.ts'

/** Whether this device is signed in. */
export type SessionState =
  /** Not asked yet; or asked, and the server could not say. That is never taken for "signed out". */
  | { readonly status: 'unknown'; readonly problem?: Problem }
  | {
      readonly status: 'signed-in'
      readonly session: Session
      /** `lost`: what is told of other sessions may be out of date; it is tried again by itself. */
      readonly connection: 'connecting' | 'open' | 'lost'
    }
  | {
      readonly status: 'signed-out'
      /** Why, where it is known. */
      readonly endReason?: EndReason
      /** The session that ended, where this page knew it. */
      readonly session?: Session
    }

/** Who is told what the session's WebSocket tells. */
export interface SessionListener {
  hear(message: ServerMessage): void
  /** What was told before is about nobody any more. */
  forget(): void
}

const UNKNOWN: SessionState = { status: 'unknown' }

/**
 * The session of this device. While it is watched, it is asked for once and then kept up to date by the WebSocket, for
 * requests in the background would keep a session alive whose person has left.
 */
export class OwnSession extends Observed<SessionState> {
  readonly #url: string
  readonly #api: SessionApi
  readonly #listen: Listen
  readonly #events: Events
  readonly #listeners: readonly SessionListener[]
  #activity: SharedActivity | undefined
  #stopListening: (() => void) | undefined
  /** Whether the server has confirmed the session since the socket last told anything. */
  #isConfirmed = false

  constructor(
    url: string,
    api: SessionApi,
    listen: Listen,
    events: Events,
    listeners: readonly SessionListener[],
  ) {
    super(UNKNOWN)
    this.#url = url
    this.#api = api
    this.#listen = listen
    this.#events = events
    this.#listeners = listeners
  }

  /** Asks the server. Like every request it counts as activity, so it is for a person to cause. */
  async check(): Promise<Reply<Session>> {
    const reply = await this.#api.current()
    if (reply.ok) this.enter(reply.value)
    else if (this.get().status === 'unknown') this.set({ status: 'unknown', problem: reply.problem })
    return reply
  }

  /** Ends this session. */
  async signOut(): Promise<Reply<void>> {
    const reply = await this.#api.signOut()
    if (reply.ok) this.leave('signed-out')
    return reply
  }

  /** @internal The id of the session, while this device is signed in. */
  get id(): string | undefined {
    const state = this.get()
    return state.status === 'signed-in' ? state.session.id : undefined
  }

  /** @internal The server says that this is the session. */
  enter(session: Session): void {
    const state = this.get()
    // An answer that was on its way when the session ended does not bring it back.
    if (state.status === 'signed-out' && state.session?.id === session.id) return
    this.#learn(session)
    if (this.isObserved) this.#connect()
  }

  /** @internal The session is over. Whoever has left stays so, with the first reason. */
  leave(endReason: EndReason | undefined): void {
    const state = this.get()
    if (state.status === 'signed-out') return
    this.#disconnect()
    const why = endReason === undefined ? {} : { endReason }
    if (state.status === 'unknown') {
      this.set({ status: 'signed-out', ...why })
    } else {
      this.set({ status: 'signed-out', ...why, session: state.session })
      this.#events.emit({ type: 'signed-out', ...why })
    }
  }

  protected start(): void {
    this.#activity = new SharedActivity(this.#url, (session) => this.#learnFromTab(session))
    if (this.get().status === 'signed-in') this.#connect()
    else void this.check()
  }

  protected stop(): void {
    this.#disconnect()
    this.#activity?.close()
    this.#activity = undefined
    this.set(UNKNOWN)
  }

  #connect(): void {
    this.#stopListening ??= this.#listen({
      message: (message) => this.#onMessage(message),
      lost: () => this.#onLost(),
      refused: () => this.#onRefused(),
      closed: (reason) => this.#onClosed(reason),
    })
  }

  #disconnect(): void {
    this.#stopListening?.()
    this.#stopListening = undefined
    for (const listener of this.#listeners) listener.forget()
  }

  #onMessage(message: ServerMessage): void {
    this.#isConfirmed = false
    if (message.type === 'hello') {
      // A hello to a waiting device: the session is gone, and the ticket of another login is still there.
      if ('pending' in message) return void this.check()
      this.#learn(message.session, 'open')
    }
    if (message.type === 'session.ended' && message.session.current) this.leave(message.session.endReason)
    else for (const listener of this.#listeners) listener.hear(message)
  }

  #onLost(): void {
    const state = this.get()
    if (state.status !== 'signed-in' || state.connection === 'lost') return
    this.set({ ...state, connection: 'lost' })
  }

  async #onRefused(): Promise<void> {
    this.#onLost()
    // One answer is enough to learn whether we are still signed in; asking at each attempt would keep the session alive.
    if (!this.#isConfirmed) this.#isConfirmed = (await this.check()).ok
  }

  async #onClosed(reason: 'session-over' | 'unwanted'): Promise<void> {
    this.#stopListening = undefined
    this.#onLost()
    if (reason === 'unwanted') return
    // Had the socket told why, we would have left already. The server may know it; or the browser has another session.
    const { id } = this
    await this.check()
    if (this.id === id) this.leave(undefined)
  }

  /** Activity never goes back: an answer may be older than what another tab has already told. */
  #learn(session: Session, connection?: 'open'): void {
    const state = this.get()
    const known = state.status === 'signed-in' ? state : undefined
    const isOlder = known?.session.id === session.id && known.session.lastActiveAt > session.lastActiveAt
    this.set({
      status: 'signed-in',
      session: isOlder ? known.session : session,
      connection: connection ?? known?.connection ?? 'connecting',
    })
    if (!isOlder) this.#activity?.tell(session)
  }

  #learnFromTab(session: Session): void {
    const state = this.get()
    if (state.status !== 'signed-in' || state.session.id !== session.id) return
    if (state.session.lastActiveAt < session.lastActiveAt) this.set({ ...state, session })
  }
}
