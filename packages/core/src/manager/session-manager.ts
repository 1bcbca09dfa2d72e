import type { KeyObject } from 'node:crypto'
import { end, endAll, endOthers, expire, rotate } from '../policy/ending.ts'
import {
  asOf,
  type Cancellation,
  type ChallengeSummary,
  type Denial,
  type Device,
  type Duration,
  durationMs,
  type GivenEndReason,
  intervalMs,
  isActive,
  type Recovery,
  type RotateRequest,
  type Session,
  type SessionEvent,
  twoSessions,
} from '../policy/index.ts'
import type { Page, PageRequest, SessionStore } from '../store/index.ts'
import { Changes } from './changes.ts'
import { hashSecret, newSecret, secretKey } from './credentials.ts'
import { cleanDevice } from './device-text.ts'
import { type BusListener, type EventBus, memoryBus } from './event-bus.ts'
import { GuessBreaker } from './guess-breaker.ts'
import { HeldEvents } from './held-events.ts'
import { type IpPrivacy, keepOfIp, requireIpPrivacy } from './ip-privacy.ts'
import { issueToken } from './issue-token.ts'
import { LoginCredentials } from './login-credentials.ts'
import { formatReference, opaqueTokens } from './opaque-tokens.ts'
import type {
  AnswerOutcome,
  ApproveOptions,
  Authentication,
  PendingAnswerOutcome,
  PendingState,
  Recheck,
  RedeemOutcome,
  ShowCodeOutcome,
  SignedIn,
  SignIn,
} from './outcomes.ts'
import { Recognition } from './recognition.ts'
import { rotationGraceMs } from './rotation-grace.ts'
import type { SessionManagerOptions } from './session-manager-options.ts'
import { Sweeper } from './sweeper.ts'
import type { TokenFormat } from './token-format.ts'
import { isUserId } from './user-id.ts'
import { WaitingLogins } from './waiting-logins.ts'

/** Who signs in, and what for. */
export interface SignInOptions {
  readonly device: Device
  /** Limits for this login alone ("remember me"). Default: the policy's. */
  readonly idleTimeout?: Duration
  readonly absoluteTimeout?: Duration
}

const DEFAULT_TOUCH_INTERVAL_MS = 60_000

/**
 * Sessions of users: signs in, recognises, ends. The rules are the policy's, atomicity is the store's; the manager makes
 * the ids and secrets, and tells of every change after it is committed. It is long because it is the whole programming
 * interface in one place, half of it documentation; what it does is in the files beside it.
 *
 * All methods throw when the store cannot answer, and nobody is let in then. After {@link StoreConflictError} nothing has
 * happened; after {@link StoreUnavailableError} it is not known whether it has. Ending again ends nothing more; a login
 * whose answer was lost is found again by its device, and holds its seat until then or until it is idle for too long.
 *
 * @example
 * const sessions = new SessionManager({ store: sqliteStore({ path: 'sessions.db' }), policy: twoSessions(), secret })
 */
export class SessionManager {
  readonly #options: SessionManagerOptions
  readonly #store: SessionStore
  readonly #changes: Changes
  readonly #key: KeyObject
  readonly #waiting: WaitingLogins
  readonly #tokens: TokenFormat
  readonly #bus: EventBus
  readonly #sweeper: Sweeper
  readonly #breaker: GuessBreaker | undefined
  readonly #recognition: Recognition
  readonly #rotationGraceMs: number
  readonly #ipPrivacy: IpPrivacy

  /** @throws {TypeError} Naming the option that is wrong, and what would be right. */
  constructor(options: SessionManagerOptions) {
    this.#options = options
    this.#store = options.store
    this.#key = secretKey(options.secret)
    this.#tokens = options.tokens ?? opaqueTokens()
    this.#bus = options.bus ?? memoryBus()
    const policy = options.policy ?? twoSessions()
    const onError = reporter(options.onError ?? warn)
    this.#changes = new Changes(this.#store, policy, this.#bus, options.onEvent ?? (() => {}), onError)
    this.#breaker = breakerOf(options, this.#bus, onError)
    this.#waiting = new WaitingLogins(this.#store, this.#changes, this.#key, this.#tokens, this.#breaker)
    const touchIntervalMs =
      typeof policy === 'function' ? DEFAULT_TOUCH_INTERVAL_MS : policy.options.touchIntervalMs
    const recordEnds = (userId: string): Promise<void> => this.expire(userId)
    this.#recognition = new Recognition(this.#store, this.#tokens, touchIntervalMs, recordEnds)
    this.#rotationGraceMs = rotationGraceMs(options.rotationGrace ?? '10s')
    this.#ipPrivacy = requireIpPrivacy(options.ipPrivacy ?? 'full')
    this.#sweeper = new Sweeper(this.#store, recordEnds, onError)
    const interval = options.sweepInterval ?? '60s'
    if (interval !== 'never') this.#sweeper.start(intervalMs('sweepInterval', interval))
  }

  /**
   * Signs a user in whose password (or passkey, or …) the application has just checked. The only way to a session.
   *
   * @param userId  Whose sessions are limited: opaque, stable, 1 to 128 bytes of UTF-8 without NUL. Tenants: compose it.
   * @throws {TypeError} When `userId` is not such a text.
   */
  async signIn(userId: string, options: SignInOptions): Promise<SignIn> {
    if (!isUserId(userId)) throw new TypeError('userId: has to be a text of 1 to 128 bytes, without NUL')
    const login = new LoginCredentials(this.#key)
    const { idleTimeout, absoluteTimeout } = options
    const request = login.requestFor(this.#keptDevice(options.device), {
      ...(idleTimeout !== undefined && { idleTimeoutMs: durationMs('idleTimeout', idleTimeout) }),
      ...(absoluteTimeout !== undefined && {
        absoluteTimeoutMs: durationMs('absoluteTimeout', absoluteTimeout),
      }),
    })
    const { result, now } = await this.#changes.decide(userId, (policy, user, at) =>
      policy.admit(user, request, at),
    )
    if (result.status === 'admitted') return await issueToken(this.#tokens, result, login.secret)
    if (result.status === 'rejected') return { ...result, now }
    const { id, codeShownOn, expiresAt } = result.challenge
    const challenge = {
      id,
      codeShownOn,
      ...(codeShownOn === 'new-device' && { code: login.code }),
      expiresAt,
    }
    return { status: 'challenged', challenge, ticket: formatReference(userId, id, login.secret), now }
  }

  /** Recognises a token and records activity if that is due. One round trip for a live session. */
  authenticate(token: string): Promise<Authentication> {
    return this.#recognition.authenticate(token)
  }

  /**
   * Recognises a token and records no activity: for what connects by itself, as a page's socket does again and again. A
   * connection lasts longer than the grace of a rotation, so the token before that is refused here.
   */
  identify(token: string): Promise<Authentication> {
    return this.#recognition.identify(token)
  }

  /** Whether an authenticated session is still active. Records no activity: for sockets and timers. */
  recheck(session: Session): Promise<Recheck> {
    return this.#recognition.recheck(session)
  }

  /** The user's active sessions, the newest login first. */
  async list(userId: string): Promise<readonly Session[]> {
    const { user, now } = await this.#store.read(userId)
    return user.sessions.filter((session) => isActive(session, now)).sort((a, b) => b.createdAt - a.createdAt)
  }

  /** Every session there was, the newest login first, with its end. */
  async history(userId: string, page: PageRequest): Promise<Page<Session>> {
    const { items, now, ...rest } = await this.#store.history(userId, page)
    return { items: items.map((session) => asOf(session, now)), now, ...rest }
  }

  /** Everything that happened, newest first. */
  audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>> {
    return this.#store.audit(userId, page)
  }

  /** Ends the session at its owner's wish. False when it had ended before. */
  async signOut(session: Session): Promise<boolean> {
    const ended = await this.end(session.userId, session.id, { reason: 'signed-out', by: session.id })
    return ended !== null
  }

  /**
   * Ends one session of the user. `null`: none of the user's active sessions has this id.
   *
   * @param options  `reason` defaults to `revoked`; `by` is the session of the person who ends it.
   */
  async end(
    userId: string,
    sessionId: string,
    { reason = 'revoked', by }: { readonly reason?: GivenEndReason; readonly by?: string } = {},
  ): Promise<Session | null> {
    const request = { sessionId, reason, ...(by !== undefined && { by }) }
    const { result } = await this.#changes.apply(userId, (user, now) => end(user, request, now))
    return result
  }

  /**
   * Ends every session of the user but this one, and refuses every login that waits. Call it when a password or a second
   * factor changes (OWASP ASVS 7.4.3). `null`, and nothing is ended, when this session is not active any more.
   */
  async endOthers({ userId, id }: Session): Promise<readonly Session[] | null> {
    const { result } = await this.#changes.apply(userId, (user, now) =>
      endOthers(user, { sessionId: id }, now),
    )
    return result
  }

  /** Ends every session of the user and refuses every login that waits (OWASP ASVS 7.4.2). */
  async endAll(userId: string, reason: GivenEndReason = 'revoked'): Promise<readonly Session[]> {
    const { result } = await this.#changes.apply(userId, (user, now) => endAll(user, { reason }, now))
    return result
  }

  /**
   * Gives the session a new token (after a change of rights: OWASP ASVS 7.2.4). Requests under way with the old one may
   * still read for `rotationGrace`. `null` when the session is not active any more, or another rotation came first.
   */
  async rotate(session: Session): Promise<SignedIn | null> {
    return this.#rotate(session, {})
  }

  /**
   * The user has just proved again who they are: gives the session a new token, as {@link SessionManager.rotate} does, and
   * makes it fresh, in one commit (OWASP ASVS 7.2.4, 7.5.1). The proof is the application's to check.
   */
  async reauthenticated(session: Session): Promise<SignedIn | null> {
    return this.#rotate(session, { reauthenticated: true })
  }

  /** The logins that wait and that this session may answer, the longest waiting first. Without codes. */
  challenges(session: Session): Promise<readonly ChallengeSummary[]> {
    return this.#waiting.challenges(session)
  }

  /** A code was typed on this session's device. */
  answer(session: Session, challengeId: string, code: string): Promise<AnswerOutcome> {
    return this.#waiting.answer(session, challengeId, code)
  }

  /**
   * Makes the code that this session's device is to show, where `codeShownOn` is `'trusted-device'`. Only this device is
   * told it, and once; asking again voids it and makes another. It is good as long as this session is active.
   */
  showCode(session: Session, challengeId: string): Promise<ShowCodeOutcome> {
    return this.#waiting.showCode(session, challengeId)
  }

  /**
   * This session refuses a waiting login.
   *
   * @param options  `report`: "not me", a stranger has the password. There are no prompts for an hour, and the event
   *   `challenge.closed` has `reported: true`, on which the application can write to the user. Default false.
   */
  deny(
    session: Session,
    challengeId: string,
    { report = false }: { readonly report?: boolean } = {},
  ): Promise<Denial> {
    return this.#waiting.deny(session, challengeId, report)
  }

  /**
   * Lets a waiting login in for a person who cannot reach a signed-in device: for the application, after a check of its
   * own (e-mail, TOTP). Works also where prompts are muted or answers are refused; the seats are the same. The evidence
   * is kept in the audit trail. `unknown`: no such login of this user, or long over.
   *
   * @throws {TypeError} When `evidence` says nothing.
   */
  approve(userId: string, challengeId: string, options: ApproveOptions): Promise<Recovery> {
    return this.#waiting.approve(userId, challengeId, options)
  }

  /** A code was typed on the device that waits, where `codeShownOn` is `'trusted-device'`. */
  answerPending(ticket: string, code: string): Promise<PendingAnswerOutcome> {
    return this.#waiting.answerPending(ticket, code)
  }

  /** How the login behind a ticket stands; `null` when the ticket is none of ours, or long over. */
  pending(ticket: string): Promise<PendingState | null> {
    return this.#waiting.pending(ticket)
  }

  /** Turns an approved login into a session, once. */
  redeem(ticket: string): Promise<RedeemOutcome> {
    return this.#waiting.redeem(ticket)
  }

  /** The waiting device gives up. */
  cancel(ticket: string): Promise<Cancellation> {
    return this.#waiting.cancel(ticket)
  }

  /**
   * Makes changes part of a transaction of the application's own, so that a new password and the end of the other
   * sessions commit together or not at all. Everybody is told once `work` has resolved, and nobody if it rejects.
   *
   * @param work  Runs the whole transaction, its commit included. It is handed a function that gives these sessions on a
   *   store that is bound to the transaction, such as `store.in(client)` of `@seatkit/store-postgres`.
   * @example
   * await sessions.inTransaction(async (sessionsOn) => {
   *   await client.query('BEGIN')
   *   await client.query('UPDATE accounts SET password = $1 WHERE id = $2', [hash, id])
   *   await sessionsOn(store.in(client)).endOthers(session)
   *   await client.query('COMMIT')
   * })
   */
  async inTransaction<T>(
    work: (sessionsOn: (store: SessionStore) => SessionManager) => Promise<T>,
  ): Promise<T> {
    const held = new HeldEvents(this.#bus)
    const options = {
      ...this.#options,
      bus: held,
      onEvent: () => {},
      sweepInterval: 'never',
      breaker: 'never',
    } as const
    const result = await work((store) => new SessionManager({ ...options, store }))
    held.release((userId, events) => this.#changes.tell(userId, events))
    return result
  }

  /** Tells of the user's changes from now on; see {@link EventBus} for what it promises. The result ends it. */
  subscribe(userId: string, listener: BusListener): Promise<() => void> {
    return this.#bus.subscribe(userId, listener)
  }

  /** Records and tells what time has ended for this user. */
  async expire(userId: string): Promise<void> {
    await this.#changes.apply(userId, expire)
  }

  /**
   * Records what time has ended, for up to 1,000 users, and drops history past its retention. Runs by itself every
   * `sweepInterval`; safe in several processes at once.
   *
   * @returns How many users were looked after.
   */
  sweep(): Promise<number> {
    return this.#sweeper.sweep()
  }

  /** Erases all that is known of a user; tokens stop working at once. */
  forget(userId: string): Promise<void> {
    return this.#store.forget(userId)
  }

  /** Stops the sweep, and listening on the bus. Store and bus are the caller's to close. */
  async close(): Promise<void> {
    await Promise.all([this.#sweeper.stop(), this.#breaker?.stop()])
  }

  /** What is kept of a device; nobody is handed more of it from here on. */
  #keptDevice(device: Device): Device {
    const clean = cleanDevice(device)
    return { ...clean, ip: keepOfIp(clean.ip, this.#ipPrivacy, this.#key) }
  }

  async #rotate(
    { userId, id: sessionId, credentialHash }: Session,
    why: Pick<RotateRequest, 'reauthenticated'>,
  ): Promise<SignedIn | null> {
    const secret = newSecret()
    const newCredentialHash = hashSecret(secret)
    const request = { sessionId, credentialHash, newCredentialHash, graceMs: this.#rotationGraceMs, ...why }
    const { result } = await this.#changes.apply(userId, (user, now) => rotate(user, request, now))
    return result && issueToken(this.#tokens, { session: result, ended: [] }, secret)
  }
}

function breakerOf(
  { breaker = {}, onBreakerOpen }: SessionManagerOptions,
  bus: EventBus,
  onError: (error: unknown) => void,
): GuessBreaker | undefined {
  if (breaker === 'never') return undefined
  const made = new GuessBreaker(breaker, bus, onBreakerOpen ?? (() => {}), onError)
  void made.listen()
  return made
}

/** Reporting a failure must not become another one that nobody catches. */
function reporter(onError: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    try {
      onError(error)
    } catch (failure) {
      warn(failure)
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error('seatkit: a background task failed'))
}
