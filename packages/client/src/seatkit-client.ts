import { Challenges } from './challenges.ts'
import { type ClientEvent, Events } from './events.ts'
import { IdleWarning, type IdleWarningOptions } from './idle-warning.ts'
import { type Listen, listenLive } from './listen-live.ts'
import { OwnSession } from './own-session.ts'
import { PendingSignIn } from './pending-sign-in.ts'
import { type Problem, readReply } from './problem.ts'
import { ServerClock } from './server-clock.ts'
import { SessionApi } from './session-api.ts'
import { SessionLog } from './session-log.ts'
import type { Challenged, SignedIn } from './wire.ts'

export interface ClientOptions {
  /** Where the session routes are mounted: a path of the page's own origin, or a whole URL. Default `/sessions`. */
  readonly url?: string
  /** In the place of the global one; for another origin, one that sends cookies: `credentials: 'include'`. */
  readonly fetch?: typeof fetch
  /** In the place of the global one. */
  readonly WebSocket?: typeof WebSocket
}

/** What came of a login. `rejected` has the application's own problems too, such as a wrong password. */
export type SignInOutcome = SignedIn | Challenged | { readonly status: 'rejected'; readonly problem: Problem }

/**
 * Seatkit in the browser. Make one for the page; it does nothing until one of its parts is watched or asked.
 *
 * @example
 * const seatkit = new SeatkitClient({ url: '/sessions' })
 * const outcome = await seatkit.signIn(fetch('/login', { method: 'POST', body: new FormData(form) }))
 */
export class SeatkitClient {
  /** Whether this device is signed in. */
  readonly session: OwnSession
  /** The logins that wait for an answer from here. */
  readonly challenges: Challenges
  /** Where the user is and was signed in. */
  readonly sessionLog: SessionLog
  /** The login of this device that waits for approval. */
  readonly pendingSignIn: PendingSignIn
  readonly #clock: ServerClock = new ServerClock()
  readonly #events: Events = new Events()

  constructor(options: ClientOptions = {}) {
    const url = options.url ?? '/sessions'
    const clock = this.#clock
    const events = this.#events
    const request = options.fetch ?? ((input, init) => fetch(input, init))
    const api = new SessionApi(url, request, clock, ({ endReason }) => this.session.leave(endReason))
    const listen: Listen = (listener) => listenLive(eventsUrl(url), options.WebSocket ?? WebSocket, listener)
    const session = (): OwnSession => this.session

    this.challenges = new Challenges(api, session, events)
    this.sessionLog = new SessionLog(api, session, events)
    this.session = new OwnSession(url, api, listen, events, [this.challenges, this.sessionLog])
    this.pendingSignIn = new PendingSignIn(url, api, listen, clock, (signedIn) => this.#enter(signedIn))
  }

  /**
   * Takes the answer of the application's login, and what follows from it: the session is known, or the device waits
   * for approval (see `pendingSignIn`). Never rejects: without an answer the problem is `unreachable`.
   */
  async signIn(answer: Response | Promise<Response>): Promise<SignInOutcome> {
    this.pendingSignIn.clear()
    const reply = await readReply<SignedIn | Challenged>(this.#clock.learn(answer))
    if (!reply.ok) return { status: 'rejected', problem: reply.problem }
    if (reply.value.status === 'challenge') this.pendingSignIn.wait(reply.value.challenge)
    else this.#enter(reply.value)
    return reply.value
  }

  /** Calls `listener` for each event of this type. Returns how to stop. */
  on<T extends ClientEvent['type']>(
    type: T,
    listener: (event: Extract<ClientEvent, { readonly type: T }>) => void,
  ): () => void {
    return this.#events.on(type, listener)
  }

  /** Says when the session is about to end for want of activity. */
  idleWarning(options: IdleWarningOptions): IdleWarning {
    return new IdleWarning(this.session, this.#clock, options)
  }

  /** The server's time as far as it is known; epoch milliseconds. For countdowns on a device whose clock is wrong. */
  readonly now = (): number => this.#clock.now()

  #enter(signedIn: SignedIn | undefined): void {
    if (signedIn !== undefined) this.session.enter(signedIn.session)
    else void this.session.check()
  }
}

function eventsUrl(url: string): URL {
  const absolute = new URL(`${url}/events`, globalThis.location?.href)
  absolute.protocol = absolute.protocol.replace('http', 'ws')
  return absolute
}
