import type { Change, Session, SessionEvent, UserSessions } from '../policy/index.ts'
import type { Page, PageRequest } from './page.ts'

/** A session as stored, and the store's clock at the moment it was read. */
export interface Reading {
  readonly session: Session
  readonly now: number
}

/** A user as stored, and the store's clock at the moment it was read. */
export interface Snapshot {
  readonly user: UserSessions
  readonly now: number
}

/**
 * Where sessions live. A store holds facts and applies changes; it knows no rule.
 *
 * **Absence is a value, failure is an error.** What is not there is `null` or an empty list. A store that cannot answer
 * throws {@link StoreUnavailableError}, one that cannot win a race in time {@link StoreConflictError}, one that cannot
 * read what it holds {@link StoreCorruptError}; it never answers "nothing" instead.
 *
 * **The clock is the store's**, so that web servers with skewed clocks agree: every answer that depends on time carries
 * the `now` it was made with, in epoch milliseconds.
 *
 * **Times decide, clean-up does not.** A session whose time has passed is not active even if nothing has removed it.
 *
 * `@seatkit/conformance` says whether an implementation is right.
 */
export interface SessionStore {
  /**
   * The hot path, in one round trip: this session with its activity recorded if that is due (`touchSession` is the rule).
   *
   * `null` when it is absent, ended, timed out, or `credentialHash` is not its own. For `previousHash`, before
   * `previousExpiresAt`, the session as it is: nothing is recorded then. Never creates and never revives: the write is
   * update-if-active, so an end that races it wins.
   */
  touch(
    userId: string,
    sessionId: string,
    credentialHash: string,
    touchIntervalMs: number,
  ): Promise<Reading | null>

  /** This session whether it has ended or not, as long as history keeps it. Records no activity. */
  find(userId: string, sessionId: string): Promise<Reading | null>

  /** What a decision would be handed now: see {@link UserSessions}. */
  read(userId: string): Promise<Snapshot>

  /**
   * Decides and applies, atomically and linearizably per user: no two changes of one user are decided on the same state.
   *
   * `decide` is pure and may run more than once; only its last run counts, and that one is returned. Sessions, challenges,
   * wrong answers, prompts and audit events of a change commit together or not at all, and are durable, and seen by every later
   * call in every process, when the promise resolves. A change without writes and events commits nothing.
   *
   * Writes are update-if-present: a record with an id that `current` showed replaces that record, but an ended session is
   * never written again, and `lastActiveAt` never moves backwards, whatever `touch` did in between. A record with a new
   * id is inserted; when the id turns out to be taken, that is a {@link StoreConflictError}, not an overwrite.
   */
  update<R>(userId: string, decide: (current: UserSessions, now: number) => Change<R>): Promise<Change<R>>

  /** Every session there was, newest login first; ties by id, descending. */
  history(userId: string, page: PageRequest): Promise<Page<Session>>

  /** Every event there was, newest first. */
  audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>>

  /** Users with a session or challenge whose time has passed and whose end is not recorded yet; at most `limit`. */
  expired(limit: number): AsyncIterable<string>

  /** Removes at most `limit` ended sessions and audit events that are older than the store's retention; says how many. */
  purge(limit: number): Promise<number>

  /** Erases all that is known of a user: sessions, challenges, history, audit trail. Credentials stop working at once. */
  forget(userId: string): Promise<void>
}
