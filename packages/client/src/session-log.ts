import type { Events } from './events.ts'
import { listenForReturn } from './listen-for-return.ts'
import { Observed } from './observed.ts'
import type { OwnSession } from './own-session.ts'
import type { Problem, Reply } from './problem.ts'
import type { SessionApi } from './session-api.ts'
import { type SessionLists, withActive, withEnded, withStarted } from './session-lists.ts'
import type { History, ServerMessage, Session } from './wire.ts'

const PAGE = 20
/** The server gives no more at once. */
const MAX_PAGE = 100

/** The user's sessions: the active ones, and every one there was. */
export interface SessionLogState extends SessionLists {
  /** False until the lists have been read for the first time. */
  readonly isLoaded: boolean
  /** The connection was down since the lists were read: they may miss something until `refresh()`. */
  readonly isStale: boolean
  /** The cursor of what comes after `log`, if there is more: see `loadEarlier()`. */
  readonly next?: string
  /** Why the lists could not be read the last time. */
  readonly problem?: Problem
}

const DONE: Reply<void> = { ok: true, value: undefined }

const EMPTY: SessionLogState = { active: [], log: [], isLoaded: false, isStale: false }

/**
 * The lists of the user's sessions. While they are watched, they are read once and then changed by what the WebSocket
 * tells. They are read again when a person comes back to the page, and never in the background: that would count as
 * activity. Watching them watches the session.
 */
export class SessionLog extends Observed<SessionLogState> {
  readonly #api: SessionApi
  readonly #session: () => OwnSession
  readonly #events: Events
  #release: (() => void) | undefined
  #stopReturns: (() => void) | undefined
  #isReading = false
  /** How many messages about sessions have arrived. */
  #heard = 0

  constructor(api: SessionApi, session: () => OwnSession, events: Events) {
    super(EMPTY)
    this.#api = api
    this.#session = session
    this.#events = events
  }

  /** Reads the lists again. */
  async refresh(): Promise<Reply<void>> {
    const { id } = this.#session()
    const before = this.#heard
    const limit = Math.min(Math.max(this.get().log.length, PAGE), MAX_PAGE)
    const [list, history] = await Promise.all([this.#api.list(), this.#api.history(limit)])
    // They are for whoever asked, and watches still.
    if (this.#session().id !== id || !this.isObserved) return DONE
    // What was told in between may be newer than the answers.
    if (this.#heard !== before) return this.refresh()
    if (!list.ok) return this.#fail(list.problem)
    if (!history.ok) return this.#fail(history.problem)
    this.#replace(list.value.sessions, history.value)
    return DONE
  }

  /** Reads the next page of the log, where `next` says that there is one. */
  async loadEarlier(): Promise<Reply<void>> {
    const { id } = this.#session()
    const { next: cursor } = this.get()
    if (cursor === undefined) return DONE
    const reply = await this.#api.history(PAGE, cursor)
    if (!reply.ok) return this.#fail(reply.problem)
    // They belong to what is listed still, or to nothing.
    const { next: listed, ...state } = this.get()
    if (this.#session().id !== id || listed !== cursor) return DONE
    const { sessions, next } = reply.value
    this.set({ ...state, log: [...state.log, ...sessions], ...(next !== undefined && { next }) })
    return DONE
  }

  /** Ends another session of the user; this device's own one as well, which is to sign out. */
  async end(sessionId: string): Promise<Reply<void>> {
    return this.#readAfter(await this.#api.end(sessionId))
  }

  /** Ends all sessions of the user but this one. */
  async endOthers(): Promise<Reply<{ readonly ended: readonly Session[] }>> {
    return this.#readAfter(await this.#api.endOthers())
  }

  /** @internal What the WebSocket tells. */
  hear(message: ServerMessage): void {
    if (message.type !== 'session.started' && message.type !== 'session.ended') return
    const { type, session } = message
    this.#heard += 1
    const change = type === 'session.started' ? withStarted : withEnded
    if (this.get().isLoaded) this.set(change(this.get(), session))
    this.#events.emit({ type, session })
  }

  /** @internal What was told before is about nobody any more. */
  forget(): void {
    this.set(EMPTY)
  }

  protected start(): void {
    this.#release = this.#session().subscribe(() => this.#follow())
    this.#stopReturns = listenForReturn(() => {
      if (this.get().isLoaded) void this.refresh()
    })
    this.#follow()
  }

  protected stop(): void {
    this.#release?.()
    this.#stopReturns?.()
    this.set(EMPTY)
  }

  #follow(): void {
    const session = this.#session().get()
    if (session.status !== 'signed-in') return
    const state = withActive(this.get(), session.session)
    const isStale = state.isLoaded && (state.isStale || session.connection !== 'open')
    this.set(isStale === state.isStale ? state : { ...state, isStale })
    // Read once the socket listens, or cannot, so that nothing falls in between.
    if (!state.isLoaded && session.connection !== 'connecting') void this.#readFirst()
  }

  async #readFirst(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    await this.refresh()
    this.#isReading = false
  }

  #fail(problem: Problem): Reply<never> {
    this.set({ ...this.get(), problem })
    return { ok: false, problem }
  }

  async #readAfter<T>(reply: Reply<T>): Promise<Reply<T>> {
    if (reply.ok) await this.refresh()
    return reply
  }

  #replace(active: readonly Session[], { sessions: log, next }: History): void {
    const session = this.#session().get()
    const isStale = session.status !== 'signed-in' || session.connection !== 'open'
    this.set({ active, log, isLoaded: true, isStale, ...(next !== undefined && { next }) })
    const own = active.find(({ current }) => current)
    if (own !== undefined) this.#session().enter(own)
  }
}
