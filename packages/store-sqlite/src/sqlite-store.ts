import {
  type Change,
  type Duration,
  durationMs,
  isNoChange,
  OptimisticLoop,
  type Page,
  type PageRequest,
  type Position,
  pageOf,
  RECENT_MS,
  type Reading,
  type Session,
  type SessionEvent,
  type SessionStore,
  type Snapshot,
  StoreCorruptError,
  startOf,
  touchSession,
  type UserSessions,
} from '@seatkit/core'
import { openDatabase, prepareDatabase } from './open-database.ts'
import { type EventRow, prepareQueries, type Queries } from './queries.ts'
import { sessionOf } from './session-row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { Transactions } from './transactions.ts'
import { readUser, writeUser } from './user-rows.ts'

/** Before everything there is. */
const FIRST: Position = { at: Number.MAX_SAFE_INTEGER, id: '' }

/** Where the sessions are, and for how long. Exactly one of `path` and `database`. */
export interface SqliteStoreOptions {
  /** The file; made if it is not there. Its directory has to exist. */
  readonly path?: string
  /**
   * A `DatabaseSync` of `node:sqlite` that the application opened and goes on using for tables of its own. It gets
   * write-ahead logging and full synchronisation; its busy timeout is left alone. Whoever opened it closes it, and
   * holds no transaction open on it while the store is used.
   */
  readonly database?: SqliteDatabase
  /** The clock, in epoch milliseconds. Default `Date.now`: all processes on one file share the machine's. */
  readonly clock?: () => number
  /** How long ended sessions and audit events are kept. Default 90 days. */
  readonly retention?: Duration
  /** How long a change may wait for other writers before it fails. Default 2 seconds. */
  readonly timeout?: Duration
}

export interface SqliteStore extends SessionStore {
  /** Closes the file, if the store opened it. Calls made later fail with `StoreUnavailableError`. */
  close(): void
}

/**
 * Sessions in one SQLite file: durable, and shared by all processes of a machine.
 *
 * Reading never waits for writing; recording activity, once a minute for each session, is writing. Changes take the
 * file's write lock, of which there is one for all users; those that arrive together share one synced commit.
 *
 * @throws {TypeError} Naming the option that is wrong, and what would be right.
 * @throws {Error} Naming what is wrong with the file, and what would be right.
 */
export function sqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { path, database } = options
  if ((path === undefined) === (database === undefined)) {
    throw new TypeError("sqliteStore: write either path, such as 'sessions.db', or database")
  }
  const retentionMs = durationMs('retention', options.retention ?? '90d')
  const loop = new OptimisticLoop(durationMs('timeout', options.timeout ?? '2s'))
  const clock = options.clock ?? Date.now
  if (database !== undefined) {
    prepareDatabase(database, 'the database')
    return new Sqlite(database, () => {}, clock, retentionMs, loop)
  }
  const opened = openDatabase(path ?? '')
  return new Sqlite(opened, () => opened.close(), clock, retentionMs, loop)
}

class Sqlite implements SqliteStore {
  readonly #sql: Queries
  readonly #transactions: Transactions
  readonly #clock: () => number
  readonly #retentionMs: number
  readonly close: () => void

  constructor(
    database: SqliteDatabase,
    close: () => void,
    clock: () => number,
    retentionMs: number,
    loop: OptimisticLoop,
  ) {
    this.#sql = prepareQueries(database)
    this.#transactions = new Transactions(database, loop)
    this.#clock = clock
    this.#retentionMs = retentionMs
    this.close = close
  }

  async touch(
    userId: string,
    sessionId: string,
    credentialHash: string,
    touchIntervalMs: number,
  ): Promise<Reading | null> {
    const reading = this.#find(userId, sessionId)
    if (reading === null) return null
    const { session, now } = reading
    const touched = touchSession(session, credentialHash, touchIntervalMs, now)
    if (touched === null) return null
    if (touched === session) return reading
    const recorded = await this.#transactions.write(() =>
      this.#sql.recordActivity.run(now, userId, sessionId, credentialHash),
    )
    if (recorded.changes > 0) return { session: touched, now }
    // Ended since it was read, or given another credential, beside which this one may still read.
    return this.touch(userId, sessionId, credentialHash, touchIntervalMs)
  }

  async find(userId: string, sessionId: string): Promise<Reading | null> {
    return this.#find(userId, sessionId)
  }

  async read(userId: string): Promise<Snapshot> {
    return this.#transactions.read(() => {
      const now = this.#clock()
      return { user: readUser(this.#sql, userId, now), now }
    })
  }

  update<R>(userId: string, decide: (current: UserSessions, now: number) => Change<R>): Promise<Change<R>> {
    return this.#transactions.write(() => {
      const now = this.#clock()
      const current = readUser(this.#sql, userId, now)
      const change = decide(current, now)
      if (isNoChange(change)) return change
      writeUser(this.#sql, current, change.writes, now)
      for (const event of change.events) this.#sql.insertEvent.run(userId, now, JSON.stringify(event))
      return change
    })
  }

  async history(userId: string, page: PageRequest): Promise<Page<Session>> {
    const { at, id } = startOf(page) ?? FIRST
    return this.#transactions.query(() => {
      const rows = this.#sql.history.all(userId, at, id, page.limit + 1)
      return pageOf(
        rows,
        page,
        this.#clock(),
        ([id, , , , , createdAt]) => ({ at: createdAt, id }),
        (row) => sessionOf(userId, row),
      )
    })
  }

  async audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>> {
    const { at, id } = startOf(page) ?? FIRST
    return this.#transactions.query(() => {
      const rows = this.#sql.audit.all(userId, at, Number(id), page.limit + 1)
      return pageOf(
        rows,
        page,
        this.#clock(),
        ({ committed_at, id }) => ({ at: committed_at, id: `${id}` }),
        eventOf,
      )
    })
  }

  async *expired(limit: number): AsyncIterable<string> {
    const now = this.#clock()
    for (const { user_id } of this.#transactions.query(() => this.#sql.expired.all(now, now, limit)))
      yield user_id
  }

  purge(limit: number): Promise<number> {
    return this.#transactions.write(() => {
      const now = this.#clock()
      const until = now - this.#retentionMs
      const sessions = Number(this.#sql.purgeSessions.run(until, limit).changes)
      const events = Number(this.#sql.purgeEvents.run(until, limit - sessions).changes)
      this.#sql.purgeChallenges.run(now - RECENT_MS, limit)
      this.#sql.purgeWrongAnswers.run(until, limit)
      this.#sql.purgePrompts.run(until, limit)
      return sessions + events
    })
  }

  forget(userId: string): Promise<void> {
    return this.#transactions.write(() => {
      for (const statement of this.#sql.forget) statement.run(userId)
    })
  }

  #find(userId: string, sessionId: string): Reading | null {
    const now = this.#clock()
    return this.#transactions.query(() => {
      const row = this.#sql.session.get(userId, sessionId)
      return row === undefined ? null : { session: sessionOf(userId, row), now }
    })
  }
}

/** @throws {StoreCorruptError} It is not JSON. */
function eventOf({ event }: EventRow): SessionEvent {
  try {
    return JSON.parse(event) as SessionEvent
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
}
