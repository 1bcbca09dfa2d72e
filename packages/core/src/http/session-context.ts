import { hashDeviceCookie, isDeviceCookie, newDeviceCookie } from '../manager/credentials.ts'
import type { Authentication, SessionManager, SignedIn, SignIn } from '../manager/index.ts'
import type { Duration, EndReason, Session } from '../policy/index.ts'
import type { Reading } from '../store/index.ts'
import { type CookieKind, readCookie, setCookie } from './cookies.ts'
import type { ResolvedHttpOptions } from './http-options.ts'
import type { HttpReply, HttpRequest, ResponseHeaders } from './http-values.ts'
import { refuseCrossOriginSignIn, requireSameOrigin } from './origin.ts'
import { problem, replyToError } from './problem.ts'
import { SAFE_METHODS } from './safe-methods.ts'
import { type SessionView, viewSession } from './session-view.ts'

/** Browsers keep a cookie for at most 400 days (RFC 6265bis §5.5). */
const DEVICE_COOKIE_S = 400 * 86_400
/** Longer than any challenge and its redemption, so that the waiting device can still ask how it ended. */
const TICKET_COOKIE_S = 900
/** At the end of a ticket's cookie: the session's cookie will be persistent. No part of the ticket. */
const PERSISTENT = '!'

/** What a login may ask for. */
export interface ContextSignInOptions {
  /** Limits for this login alone ("remember me"). Default: the policy's. */
  readonly idleTimeout?: Duration
  readonly absoluteTimeout?: Duration
  /** Whether the cookie outlives the browser, until the session's absolute limit. Default false. */
  readonly persistent?: boolean
}

/**
 * One request's view of the session behind it: what adapters put on the framework's request. All that sets or reads a
 * cookie is here, so that no credential is handed out elsewhere; that makes it long.
 */
export class SessionContext {
  readonly request: HttpRequest
  readonly options: ResolvedHttpOptions
  readonly #sessions: SessionManager
  readonly #headers: ResponseHeaders
  /** The credential of an `Authorization` header, which no other page can make a browser send. */
  readonly #bearer: string | undefined
  #loaded: Authentication = { session: null }
  #failure: unknown
  #view: SessionView | undefined

  private constructor(
    sessions: SessionManager,
    options: ResolvedHttpOptions,
    request: HttpRequest,
    headers: ResponseHeaders,
  ) {
    this.#sessions = sessions
    this.options = options
    this.request = request
    this.#headers = headers
    this.#bearer = bearerToken(request)
  }

  /**
   * Recognises the session behind a request and records its activity.
   *
   * Does not fail: when the store cannot answer, the pages that need no session go on working, and whoever looks at
   * {@link SessionContext.session} meets the error. Never a session and never a silent sign-out.
   */
  static load(
    sessions: SessionManager,
    options: ResolvedHttpOptions,
    request: HttpRequest,
    headers: ResponseHeaders,
  ): Promise<SessionContext> {
    return new SessionContext(sessions, options, request, headers).#load(true)
  }

  /** The same without recording activity, and without a response: for requests that a page makes by itself. */
  static identify(
    sessions: SessionManager,
    options: ResolvedHttpOptions,
    request: HttpRequest,
  ): Promise<SessionContext> {
    return new SessionContext(sessions, options, request, NO_HEADERS).#load(false)
  }

  async #load(recordActivity: boolean): Promise<this> {
    const token = this.#bearer ?? readCookie('session', this.request, this.options)
    if (token === undefined) return this
    try {
      const found = await (recordActivity
        ? this.#sessions.authenticate(token)
        : this.#sessions.identify(token))
      this.#loaded = this.#mayUse(found) ? found : { session: null }
    } catch (error) {
      this.#failure = error
    }
    return this
  }

  /** The token before a rotation reads, and does no more: a request that changes something has no session with it. */
  #mayUse(found: Authentication): boolean {
    return found.session === null || !found.isReadOnly || SAFE_METHODS.has(this.request.method)
  }

  /**
   * The session behind the request as it is told in JSON, or null.
   *
   * @throws {StoreUnavailableError} When it could not be checked.
   */
  get session(): SessionView | null {
    const session = this.active
    if (session === null) return null
    this.#view ??= viewSession(session, session.id)
    return this.#view
  }

  /** Whose session it is, or null. Throws as {@link SessionContext.session} does. */
  get userId(): string | null {
    return this.active?.userId ?? null
  }

  /** Why the session that the request was made with ended, where that is known. */
  get endReason(): EndReason | undefined {
    return this.#loaded.session === null ? this.#loaded.endReason : undefined
  }

  /** The session as stored, for calls to the {@link SessionManager}. Throws as {@link SessionContext.session} does. */
  get active(): Session | null {
    return this.reading?.session ?? null
  }

  /** The session as stored, and the store's clock when it was read. Throws as {@link SessionContext.session} does. */
  get reading(): Reading | null {
    if (this.#failure !== undefined) throw this.#failure
    return this.#loaded.session === null ? null : this.#loaded
  }

  /**
   * Whether the request came with the token that the last rotation replaced, as one that was under way may for
   * `rotationGrace`. It is answered, and changes nothing: only GET, HEAD and OPTIONS have a session then.
   */
  get isReadOnly(): boolean {
    return this.#loaded.session !== null && this.#loaded.isReadOnly === true
  }

  /** The answer to a request that needs a session and has none: 401, or 503 when it could not be checked. */
  refusal(): HttpReply | null {
    try {
      return this.active === null ? this.sessionRequired() : null
    } catch (error) {
      const reply = replyToError(error)
      if (reply === null) throw error
      return reply
    }
  }

  sessionRequired(endReason: EndReason | undefined = this.endReason): HttpReply {
    return problem('session-required', { ...(endReason && { endReason }) })
  }

  /** The waiting device's ticket, or undefined. */
  get ticket(): string | undefined {
    return this.#bearer ?? this.#ticketCookie()?.replace(PERSISTENT, '')
  }

  /**
   * Signs in a user whose password the application has just checked, and sets the cookies that go with the outcome.
   * Whatever session the browser held before ends.
   *
   * @throws {CrossOriginError} When a page of another origin asks (login CSRF).
   */
  async signIn(userId: string, options: ContextSignInOptions = {}): Promise<SignIn> {
    refuseCrossOriginSignIn(this.request, this.options)
    const { persistent = false, ...timeouts } = options
    const device = {
      id: hashDeviceCookie(this.#deviceCookie()),
      userAgent: this.request.header('user-agent') ?? '',
      ip: this.request.ip,
    }
    const outcome = await this.#sessions.signIn(userId, { device, ...timeouts })
    if (outcome.status === 'admitted') await this.#enter(outcome, persistent)
    if (outcome.status === 'challenged') {
      this.#setCookie('ticket', outcome.ticket + (persistent ? PERSISTENT : ''), TICKET_COOKIE_S)
    }
    return outcome
  }

  /** The login that waited here was let in: its session's cookie takes the place of the ticket's. */
  async redeemed(outcome: SignedIn): Promise<void> {
    await this.#enter(outcome, this.#ticketCookie()?.endsWith(PERSISTENT) ?? false)
  }

  /** Puts a new session's cookie in the place of whatever the browser held before. */
  async #enter({ session, token, ended }: SignedIn, persistent: boolean): Promise<void> {
    const before = this.#failure === undefined ? this.#changeable() : null
    // Its only cookie is about to go, so it would hold a seat that nobody sits in.
    if (before !== null && !ended.some(({ id }) => id === before.id)) await this.#sessions.signOut(before)
    this.#setCookie('session', token, persistent ? secondsUntilExpiry(session) : undefined)
    if (this.#ticketCookie() !== undefined) this.clearTicket()
    this.#put(readingOf(session))
  }

  /**
   * Ends the session behind the request at its owner's wish, and clears its cookie. False when there was none.
   *
   * @throws {CrossOriginError} When a page of another origin asks.
   */
  async signOut(): Promise<boolean> {
    this.requireSameOrigin()
    const session = this.#changeable()
    if (session === null) return false
    await this.#sessions.signOut(session)
    this.#setCookie('session', '', 0)
    if (this.#ticketCookie() !== undefined) this.clearTicket()
    this.#put({ session: null })
    return true
  }

  /**
   * Gives the session a new token after a change of rights; the old one may still read for `rotationGrace`, for requests
   * that are under way. False: no session, or another request has rotated it meanwhile.
   *
   * @param options  `persistent` as at the login, which the server cannot see.
   * @throws {CrossOriginError} When a page of another origin asks.
   */
  rotate(options: Pick<ContextSignInOptions, 'persistent'> = {}): Promise<boolean> {
    return this.#renew((session) => this.#sessions.rotate(session), options)
  }

  /**
   * The person has just proved again who they are, which the application has checked: the session gets a new token and is
   * fresh. Otherwise as {@link SessionContext.rotate}.
   */
  reauthenticated(options: Pick<ContextSignInOptions, 'persistent'> = {}): Promise<boolean> {
    return this.#renew((session) => this.#sessions.reauthenticated(session), options)
  }

  async #renew(
    renew: (session: Session) => Promise<SignedIn | null>,
    { persistent = false }: Pick<ContextSignInOptions, 'persistent'>,
  ): Promise<boolean> {
    this.requireSameOrigin()
    const session = this.#changeable()
    const renewed = session && (await renew(session))
    if (!renewed) return false
    this.#setCookie('session', renewed.token, persistent ? secondsUntilExpiry(renewed.session) : undefined)
    this.#put(readingOf(renewed.session))
    return true
  }

  /** The session, unless the request's token may only read. */
  #changeable(): Session | null {
    return this.isReadOnly ? null : this.active
  }

  /** The waiting device's ticket is of no more use. */
  clearTicket(): void {
    this.#setCookie('ticket', '', 0)
  }

  /**
   * For requests that change something with a cookie's authority, the application's own as well; see `origin.ts`. Where
   * there is no such cookie there is no authority to misuse, and the answer is that of any other request without a session.
   *
   * @throws {CrossOriginError}
   */
  requireSameOrigin(): void {
    if (this.#bearer === undefined && this.#hasCookie()) requireSameOrigin(this.request, this.options)
  }

  #hasCookie(): boolean {
    return (
      readCookie('session', this.request, this.options) !== undefined || this.#ticketCookie() !== undefined
    )
  }

  #ticketCookie(): string | undefined {
    return readCookie('ticket', this.request, this.options)
  }

  #put(authentication: Authentication): void {
    this.#loaded = authentication
    this.#failure = undefined
    this.#view = undefined
  }

  /** The device's own cookie, made now if it has none yet. */
  #deviceCookie(): string {
    const sent = readCookie('device', this.request, this.options)
    if (sent !== undefined && isDeviceCookie(sent)) return sent
    const made = newDeviceCookie()
    this.#setCookie('device', made, DEVICE_COOKIE_S)
    return made
  }

  #setCookie(kind: CookieKind, value: string, maxAgeS: number | undefined): void {
    this.#headers.set('cache-control', 'no-store')
    this.#headers.append('set-cookie', setCookie(kind, value, maxAgeS, this.request, this.options))
  }
}

/** Where no response is being made. */
const NO_HEADERS: ResponseHeaders = { set() {}, append() {} }

function bearerToken(request: HttpRequest): string | undefined {
  const authorization = request.header('authorization')
  return authorization === undefined ? undefined : /^bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1]
}

/** Of a session that was active just now. */
function readingOf(session: Session): Reading {
  return { session, now: session.lastActiveAt }
}

/** Of a session that was active just now. */
function secondsUntilExpiry({ lastActiveAt, expiresAt }: Session): number {
  return Math.floor((expiresAt - lastActiveAt) / 1_000)
}
