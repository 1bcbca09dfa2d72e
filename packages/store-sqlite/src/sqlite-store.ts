import {
  type Change,
  CONFLICT,
  type Duration,
  durationMs,
  formatCursor,
  isNoChange,
  NO_WRONG_ANSWERS,
  OptimisticLoop,
  type Page,
  type PageRequest,
  type Position,
  parseCursor,
  RECENT_COUNT,
  RECENT_MS,
  type Reading,
  type Session,
  type SessionEvent,
  type SessionStore,
  type Snapshot,
  StoreConflictError,
  StoreCorruptError,
  touchSession,
  type UserSessions,
  type Writes,
} from '@seatkit/core'
import { challengeOf, challengeValues } from './challenge-row.ts'
import { openDatabase, prepareDatabase } from './open-database.ts'
import { prepareQueries, type Queries } from './queries.ts'
import { sessionOf, sessionValues } from './session-row.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { isBusy, toStoreError } from './sqlite-errors.ts'

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
 * Reading never waits for writing. Changes take the file's write lock, of which there is one for all users, so what
 * limits logins is the disk: each is one synced commit.
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
    prepareDatabase(database)
    return new Sqlite(database, () => {}, clock, retentionMs, loop)
  }
  const opened = openDatabase(path ?? '')
  return new Sqlite(opened, () => opened.close(), clock, retentionMs, loop)
}

/** Before everything there is. */
const FIRST: Position = { at: Number.MAX_SAFE_INTEGER, id: '' }

/** What purges queue under; no user has this id. */
const NO_USER = ''

class Sqlite implements SqliteStore {
  readonly #sql: Queries
  readonly #clock: () => number
  readonly #retentionMs: number
  readonly #loop: OptimisticLoop
  readonly close: () => void

  constructor(
    database: SqliteDatabase,
    close: () => void,
    clock: () => number,
    retentionMs: number,
    loop: OptimisticLoop,
  ) {
    this.#sql = prepareQueries(database)
    this.#clock = clock
    this.#retentionMs = retentionMs
    this.#loop = loop
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
    if (touched === null || touched === session) return touched && reading
    const recorded = await this.#loop.run(userId, () =>
      this.#attempt(() => this.#sql.recordActivity.run(now, userId, sessionId, credentialHash)),
    )
    // Ended, or given another credential, since it was read.
    return recorded.changes === 0 ? null : { session: touched, now }
  }

  async find(userId: string, sessionId: string): Promise<Reading | null> {
    return this.#find(userId, sessionId)
  }

  async read(userId: string): Promise<Snapshot> {
    return this.#answer(() =>
      this.#transaction(this.#sql.begin, () => {
        const now = this.#clock()
        return { user: this.#userSessions(userId, now), now }
      }),
    )
  }

  async update<R>(
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
  ): Promise<Change<R>> {
    return await this.#write(userId, () => {
      const now = this.#clock()
      const current = this.#userSessions(userId, now)
      const change = decide(current, now)
      if (isNoChange(change)) return change
      this.#put(current, change.writes, now)
      for (const event of change.events) this.#sql.insertEvent.run(userId, now, JSON.stringify(event))
      return change
    })
  }

  async history(userId: string, page: PageRequest): Promise<Page<Session>> {
    const { at, id } = startOf(page)
    return this.#answer(() => {
      const rows = this.#sql.history.all(userId, at, id, page.limit + 1)
      return this.#page(
        rows,
        page.limit,
        ({ created_at, id }) => ({ at: created_at, id }),
        (row) => sessionOf(userId, row),
      )
    })
  }

  async audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>> {
    const { at, id } = startOf(page)
    return this.#answer(() => {
      const rows = this.#sql.audit.all(userId, at, Number(id), page.limit + 1)
      return this.#page(
        rows,
        page.limit,
        ({ committed_at, id }) => ({ at: committed_at, id: `${id}` }),
        eventOf,
      )
    })
  }

  async *expired(limit: number): AsyncIterable<string> {
    const now = this.#clock()
    for (const { user_id } of this.#answer(() => this.#sql.expired.all(now, now, limit))) yield user_id
  }

  async purge(limit: number): Promise<number> {
    return await this.#write(NO_USER, () => {
      const now = this.#clock()
      const until = now - this.#retentionMs
      const sessions = Number(this.#sql.purgeSessions.run(until, limit).changes)
      const events = Number(this.#sql.purgeEvents.run(until, limit - sessions).changes)
      this.#sql.purgeChallenges.run(now - RECENT_MS, limit)
      this.#sql.purgeWrongAnswers.run(until, limit)
      return sessions + events
    })
  }

  async forget(userId: string): Promise<void> {
    await this.#write(userId, () => {
      for (const statement of this.#sql.forget) statement.run(userId)
    })
  }

  #find(userId: string, sessionId: string): Reading | null {
    const now = this.#clock()
    return this.#answer(() => {
      const row = this.#sql.session.get(userId, sessionId)
      return row === undefined ? null : { session: sessionOf(userId, row), now }
    })
  }

  #userSessions(userId: string, now: number): UserSessions {
    const since = now - RECENT_MS
    const wrong = this.#sql.wrongAnswers.get(userId)
    return {
      userId,
      sessions: this.#sql.recentSessions
        .all(userId, userId, since, RECENT_COUNT)
        .map((row) => sessionOf(userId, row)),
      challenges: this.#sql.recentChallenges.all(userId, userId, since, RECENT_COUNT).map(challengeOf),
      wrongAnswers: wrong === undefined ? NO_WRONG_ANSWERS : { count: wrong.count, lastAt: wrong.last_at },
    }
  }

  #put(current: UserSessions, writes: Writes, now: number): void {
    const { userId } = current
    this.#sql.dropOldChallenges.run(userId, now - RECENT_MS)
    for (const session of writes.sessions) {
      const [id = null, ...values] = sessionValues(session)
      const { changes } = isIn(current.sessions, session)
        ? this.#sql.updateSession.run(...values, userId, id)
        : this.#sql.insertSession.run(userId, id, ...values)
      if (changes === 0) throw new StoreConflictError()
    }
    for (const challenge of writes.challenges) {
      const [id = null, ...values] = challengeValues(challenge)
      const { changes } = isIn(current.challenges, challenge)
        ? this.#sql.updateChallenge.run(...values, userId, id)
        : this.#sql.insertChallenge.run(userId, id, ...values)
      if (changes === 0) throw new StoreConflictError()
    }
    const { wrongAnswers } = writes
    if (wrongAnswers) this.#sql.putWrongAnswers.run(userId, wrongAnswers.count, wrongAnswers.lastAt)
  }

  /** One more row than the page holds was asked for: it says whether there is a next page. */
  #page<Row, T>(
    rows: readonly Row[],
    limit: number,
    positionOf: (row: Row) => Position,
    itemOf: (row: Row) => T,
  ): Page<T> {
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return {
      items: rows.slice(0, limit).map(itemOf),
      now: this.#clock(),
      ...(last !== undefined && { next: formatCursor(positionOf(last)) }),
    }
  }

  /** The write lock is taken before anything is read, so what is decided on cannot change until the commit. */
  #write<T>(userId: string, work: () => T): Promise<T> {
    return this.#loop.run(userId, () => this.#attempt(() => this.#transaction(this.#sql.beginWrite, work)))
  }

  /** A lock that did not come free within the busy timeout is a lost race: the loop pauses without blocking. */
  async #attempt<T>(work: () => T): Promise<T | typeof CONFLICT> {
    try {
      return work()
    } catch (error) {
      if (isBusy(error)) return CONFLICT
      throw toStoreError(error)
    }
  }

  #answer<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error)
    }
  }

  #transaction<T>(begin: { run(): unknown }, work: () => T): T {
    begin.run()
    try {
      const result = work()
      this.#sql.commit.run()
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /** SQLite rolls back by itself after some errors, such as a full disk; then there is nothing left to do. */
  #rollBack(): void {
    try {
      this.#sql.rollback.run()
    } catch {}
  }
}

function startOf({ cursor }: PageRequest): Position {
  return (cursor === undefined ? null : parseCursor(cursor)) ?? FIRST
}

function isIn(seen: readonly { readonly id: string }[], { id }: { readonly id: string }): boolean {
  return seen.some((item) => item.id === id)
}

/** @throws {StoreCorruptError} It is not JSON. */
function eventOf({ event }: { readonly event: string }): SessionEvent {
  try {
    return JSON.parse(event) as SessionEvent
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
}
