import {
  asOf,
  type Cancellation,
  type ChallengeSummary,
  challengeAsOf,
  type Denial,
  type Device,
  type Duration,
  durationMs,
  equalHashes,
  type GivenEndReason,
  isActive,
  isNoChange,
  isSameDevice,
  type Session,
  type SessionEvent,
  SessionPolicy,
  summarizeChallenge,
  twoSessions,
  type UserSessions,
} from '../policy/index.ts'
import type { Page, PageRequest, Reading, SessionStore } from '../store/index.ts'
import { Changes, type PolicySource } from './changes.ts'
import { hashCode, hashSecret, newCode, newId, newSecret, secretKey } from './credentials.ts'
import { cleanDevice } from './device-text.ts'
import { type BusListener, type EventBus, memoryBus } from './event-bus.ts'
import { HeldEvents } from './held-events.ts'
import { formatReference, opaqueTokens, parseReference } from './opaque-tokens.ts'
import type {
  AnswerOutcome,
  Authentication,
  PendingState,
  Recheck,
  RedeemOutcome,
  SignedIn,
  SignIn,
} from './outcomes.ts'
import { Sweeper } from './sweeper.ts'
import type { TokenFormat } from './token-format.ts'
import { isUserId } from './user-id.ts'

export interface SessionManagerOptions {
  readonly store: SessionStore
  /**
   * The rules, or a function that finds them for a user (plan, role), called before each decision. Default
   * `twoSessions()`. With a function, activity is recorded at most every 60 seconds.
   */
  readonly policy?: PolicySource
  /** Key for the codes: 32 bytes or more, secret, and the same in every process that shares the store. */
  readonly secret: string | Uint8Array
  /** How tokens are written. Default {@link opaqueTokens}; `jwtTokens` is in `@seatkit/core/jwt`. */
  readonly tokens?: TokenFormat
  /** Carries events to other processes. Default: this process only. */
  readonly bus?: EventBus
  /** Called with every event after it is committed, in order. What it throws goes to `onError`. */
  readonly onEvent?: (event: SessionEvent) => void | Promise<void>
  /** Called with failures that no caller waits for: of the bus, of `onEvent`, of the sweep. Default: a process warning. */
  readonly onError?: (error: unknown) => void
  /** How often ends by time are recorded and old history is dropped. Default 60 seconds. */
  readonly sweepInterval?: Duration | 'never'
}

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
 * the ids and secrets, and tells of every change after it is committed.
 *
 * All methods throw {@link StoreUnavailableError} or {@link StoreConflictError} when the store cannot answer: nothing was
 * decided then, repeating the call is safe, and nobody is let in.
 *
 * @example
 * const sessions = new SessionManager({ store: sqliteStore({ path: 'sessions.db' }), policy: twoSessions(), secret })
 */
export class SessionManager {
  readonly #options: SessionManagerOptions
  readonly #store: SessionStore
  readonly #changes: Changes
  readonly #key: Uint8Array
  readonly #tokens: TokenFormat
  readonly #bus: EventBus
  readonly #sweeper: Sweeper
  readonly #touchIntervalMs: number

  /** @throws {TypeError} Naming the option that is wrong, and what would be right. */
  constructor(options: SessionManagerOptions) {
    this.#options = options
    this.#store = options.store
    this.#key = secretKey(options.secret)
    this.#tokens = options.tokens ?? opaqueTokens()
    this.#bus = options.bus ?? memoryBus()
    const policy = options.policy ?? twoSessions()
    const onError = options.onError ?? warn
    this.#changes = new Changes(this.#store, policy, this.#bus, options.onEvent ?? (() => {}), onError)
    this.#touchIntervalMs =
      policy instanceof SessionPolicy ? policy.options.touchIntervalMs : DEFAULT_TOUCH_INTERVAL_MS
    this.#sweeper = new Sweeper(this.#store, (userId) => this.expire(userId), onError)
    const interval = options.sweepInterval ?? '60s'
    if (interval !== 'never') this.#sweeper.start(durationMs('sweepInterval', interval))
  }

  /**
   * Signs a user in whose password (or passkey, or …) the application has just checked. The only way to a session.
   *
   * @param userId  Whose sessions are limited: opaque, stable, 1 to 128 bytes of UTF-8 without NUL. Tenants: compose it.
   * @throws {TypeError} When `userId` is not such a text.
   */
  async signIn(userId: string, options: SignInOptions): Promise<SignIn> {
    if (!isUserId(userId)) throw new TypeError('userId: has to be a text of 1 to 128 bytes, without NUL')
    const secret = newSecret()
    const ticketSecret = newSecret()
    const code = newCode()
    const challengeId = newId()
    const { idleTimeout, absoluteTimeout } = options
    const request = {
      sessionId: newId(),
      credentialHash: hashSecret(secret),
      challengeId,
      ticketHash: hashSecret(ticketSecret),
      codeHash: hashCode(this.#key, challengeId, code),
      device: cleanDevice(options.device),
      ...(idleTimeout !== undefined && { idleTimeoutMs: durationMs('idleTimeout', idleTimeout) }),
      ...(absoluteTimeout !== undefined && {
        absoluteTimeoutMs: durationMs('absoluteTimeout', absoluteTimeout),
      }),
    }
    const { result, now } = await this.#changes.make(userId, (policy, user, at) =>
      policy.admit(user, request, at),
    )
    if (result.status === 'admitted') return this.#signedIn(result, secret)
    if (result.status === 'rejected') return { ...result, now }
    const { id, expiresAt } = result.challenge
    const ticket = formatReference(userId, id, ticketSecret)
    return { status: 'challenged', challenge: { id, code, expiresAt }, ticket, now }
  }

  /** Recognises a token and records activity if that is due. One round trip for a live session. */
  async authenticate(token: string): Promise<Authentication> {
    const claims = await this.#tokens.parse(token)
    if (claims === null) return { session: null }
    const { userId, sessionId, isExpired = false } = claims
    const credentialHash = hashSecret(claims.secret)
    const reading = isExpired
      ? null
      : await this.#store.touch(userId, sessionId, credentialHash, this.#touchIntervalMs)
    return reading ?? withoutSession(await this.#find(userId, sessionId, credentialHash))
  }

  /** Recognises a token and records no activity: for what connects by itself, as a page's socket does again and again. */
  async identify(token: string): Promise<Authentication> {
    const claims = await this.#tokens.parse(token)
    if (claims === null) return { session: null }
    const found = await this.#find(claims.userId, claims.sessionId, hashSecret(claims.secret))
    return claims.isExpired ? withoutSession(found) : found
  }

  /** Whether an authenticated session is still active. Records no activity: for sockets and timers. */
  async recheck({ userId, id }: Session): Promise<Recheck> {
    const reading = await this.#store.find(userId, id)
    return reading ? this.#asOf(reading) : { session: null }
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
    const { result } = await this.#changes.make(userId, (policy, user, now) => policy.end(user, request, now))
    return result
  }

  /**
   * Ends every session of the user but this one, and refuses every login that waits. Call it when a password or a second
   * factor changes (OWASP ASVS 7.4.3). `null`, and nothing is ended, when this session is not active any more.
   */
  async endOthers({ userId, id }: Session): Promise<readonly Session[] | null> {
    const { result } = await this.#changes.make(userId, (policy, user, now) =>
      policy.endOthers(user, { sessionId: id }, now),
    )
    return result
  }

  /** Ends every session of the user and refuses every login that waits (OWASP ASVS 7.4.2). */
  async endAll(userId: string, reason: GivenEndReason = 'revoked'): Promise<readonly Session[]> {
    const { result } = await this.#changes.make(userId, (policy, user, now) =>
      policy.endAll(user, { reason }, now),
    )
    return result
  }

  /** Gives the session a new token; the old one is refused from then on (after a change of rights: ASVS 7.2.4). */
  async rotate(session: Session): Promise<SignedIn | null> {
    const { userId, id, credentialHash } = session
    const secret = newSecret()
    const request = { sessionId: id, credentialHash, newCredentialHash: hashSecret(secret) }
    const { result } = await this.#changes.make(userId, (policy, user, now) =>
      policy.rotate(user, request, now),
    )
    return result && this.#signedIn({ session: result, ended: [] }, secret)
  }

  /** The logins that wait and that this session may answer, the longest waiting first. Without codes. */
  async challenges(session: Session): Promise<readonly ChallengeSummary[]> {
    const { user } = await this.#readExpired(session.userId)
    return user.challenges
      .filter(({ status, device }) => status === 'pending' && !isSameDevice(device, session.device))
      .sort((a, b) => a.createdAt - b.createdAt)
      .map(summarizeChallenge)
  }

  /** A code was typed on this session's device. */
  async answer(session: Session, challengeId: string, code: string): Promise<AnswerOutcome> {
    const { userId, id } = session
    const request = { sessionId: id, challengeId, codeHash: hashCode(this.#key, challengeId, code) }
    const { result, now } = await this.#changes.make(userId, (policy, user, at) =>
      policy.answer(user, request, at),
    )
    return { ...result, now }
  }

  /** "Not me": this session refuses a waiting login. */
  async deny({ userId, id }: Session, challengeId: string): Promise<Denial> {
    const request = { sessionId: id, challengeId }
    const { result } = await this.#changes.make(userId, (policy, user, now) =>
      policy.deny(user, request, now),
    )
    return result
  }

  /** How the login behind a ticket stands; `null` when the ticket is none of ours, or long over. */
  async pending(ticket: string): Promise<PendingState | null> {
    const reference = parseReference(ticket)
    if (!reference) return null
    const { user, now } = await this.#readExpired(reference.userId)
    const challenge = user.challenges.find(({ id }) => id === reference.id)
    if (!challenge || !equalHashes(challenge.ticketHash, hashSecret(reference.secret))) return null
    const { id, status, expiresAt, device, createdAt } = challengeAsOf(challenge, now)
    return { userId: reference.userId, id, status, expiresAt, device, createdAt, now }
  }

  /** Turns an approved login into a session, once. */
  async redeem(ticket: string): Promise<RedeemOutcome> {
    const reference = parseReference(ticket)
    if (!reference) return { status: 'unknown' }
    const { userId, id, secret: ticketSecret } = reference
    const secret = newSecret()
    const request = {
      challengeId: id,
      ticketHash: hashSecret(ticketSecret),
      sessionId: newId(),
      credentialHash: hashSecret(secret),
    }
    const { result } = await this.#changes.make(userId, (policy, user, now) =>
      policy.redeem(user, request, now),
    )
    return result.status === 'admitted' ? this.#signedIn(result, secret) : result
  }

  /** The waiting device gives up. */
  async cancel(ticket: string): Promise<Cancellation> {
    const reference = parseReference(ticket)
    if (!reference) return { status: 'unknown' }
    const { userId, id, secret } = reference
    const request = { challengeId: id, ticketHash: hashSecret(secret) }
    const { result } = await this.#changes.make(userId, (policy, user, now) =>
      policy.cancel(user, request, now),
    )
    return result
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
    const options = { ...this.#options, bus: held, onEvent: () => {}, sweepInterval: 'never' } as const
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
    await this.#changes.make(userId, (policy, user, now) => policy.expire(user, now))
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

  /** Stops the sweep. The store is the caller's to close. */
  close(): Promise<void> {
    return this.#sweeper.stop()
  }

  /** A user as of now: ends by time are recorded first, which may let a waiting login in. */
  async #readExpired(userId: string): Promise<{ readonly user: UserSessions; readonly now: number }> {
    const snapshot = await this.#store.read(userId)
    const policy = await this.#changes.policyOf(userId)
    if (isNoChange(policy.expire(snapshot.user, snapshot.now))) return snapshot
    await this.expire(userId)
    return this.#store.read(userId)
  }

  /** The session as it is; why it ended is told to the owner of its credential and to nobody else. */
  async #find(userId: string, sessionId: string, credentialHash: string): Promise<Recheck> {
    const reading = await this.#store.find(userId, sessionId)
    const isOwners = reading !== null && equalHashes(reading.session.credentialHash, credentialHash)
    return isOwners ? this.#asOf(reading) : { session: null }
  }

  async #asOf({ session, now }: Reading): Promise<Recheck> {
    const { endReason } = asOf(session, now)
    if (endReason === undefined) return { session, now }
    if (session.endReason === undefined) await this.expire(session.userId)
    return { session: null, endReason }
  }

  async #signedIn(
    { session, ended }: { readonly session: Session; readonly ended: readonly Session[] },
    secret: string,
  ): Promise<SignedIn> {
    const { userId, id: sessionId, expiresAt, lastActiveAt: issuedAt } = session
    const token = await this.#tokens.issue({ userId, sessionId, secret }, { issuedAt, expiresAt })
    return { status: 'admitted', session, token, ended }
  }
}

/** What is told of a session to whom it does not let in: why it ended, if it did. */
function withoutSession(found: Recheck): Authentication {
  return found.session === null ? found : { session: null }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error('seatkit: a background task failed'))
}
