import {
  type Change,
  type Duration,
  durationMs,
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
  StoreUnavailableError,
  startOf,
  type UserSessions,
} from '@seatkit/core'
import type { Connection, Statement } from './connection.ts'
import { DueGuess } from './due-guess.ts'
import { PooledConnection } from './pooled-connection.ts'
import type { PostgresPool, PostgresQueryable } from './postgres-pool.ts'
import { DEFAULT_SCHEMA, schemaName } from './schema-name.ts'
import { type SessionRow, sessionOf, sessionRowOf } from './session-row.ts'
import { type Statements, statementsFor } from './statements.ts'
import { TransactionConnection } from './transaction-connection.ts'
import { Updates } from './updates.ts'
import { snapshotOf, type UserRow, userValues } from './user-row.ts'

export interface PostgresStoreOptions {
  /** A `Pool` of `pg`, which the application made, may use itself, and ends. */
  readonly pool: PostgresPool
  /** The schema that the tables are in. Default `'seatkit'`. */
  readonly schema?: string
  /** How long ended sessions and audit events are kept. Default 90 days. */
  readonly retention?: Duration
  /** How long one call may take before it fails, the wait for a client of the pool included. Default 2 seconds. */
  readonly timeout?: Duration
}

export interface PostgresStore extends SessionStore {
  /**
   * The store within a transaction of the application's own: what it changes commits or rolls back with everything else
   * in it. For `sessions.inTransaction`, which tells of the changes after the commit.
   *
   * From its first change on, the transaction holds the lock of the user's row: other changes of that user wait, and
   * fail when it takes long. An error leaves the transaction failed; roll it back.
   *
   * @param client  The client that the transaction was begun on; isolation level READ COMMITTED.
   */
  in(client: PostgresQueryable): SessionStore
}

/** Before everything there is. */
const FIRST: Position = { at: Number.MAX_SAFE_INTEGER, id: '0' }

/** So many sessions at once are looked at by the sweeper. */
const BATCH = 1_000

/** The clock, and the columns of a session. */
type ReadingRow = readonly [now: number, ...columns: unknown[]]

interface ListRow<Row> {
  readonly now: number
  readonly rows: readonly Row[] | null
}

interface EventRow {
  readonly version: number
  readonly ordinal: number
  readonly event: SessionEvent
}

/**
 * Sessions in Postgres, for any number of processes and machines: one round trip to recognise a session, two to sign
 * somebody in. The clock is the database's.
 *
 * The tables are made by `npx seatkit-postgres migrate`; without them, calls fail with {@link SchemaMissingError}.
 *
 * @throws {TypeError} Naming the option that is wrong, and what would be right.
 * @example
 * const store = postgresStore({ pool: new Pool({ connectionString: process.env.DATABASE_URL }) })
 */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const timeoutMs = durationMs('timeout', options.timeout ?? '2s')
  const retentionMs = durationMs('retention', options.retention ?? '90d')
  const sql = statementsFor(schemaName(options.schema ?? DEFAULT_SCHEMA))
  // So much less than the deadline that it is Postgres that gives up, also where a row is waited for in two steps: first
  // for one's turn, then for the row. No backend is left waiting for a caller who is gone.
  const connection = new PooledConnection(options.pool, Math.ceil(timeoutMs / 4))
  return new Postgres(connection, sql, timeoutMs, retentionMs)
}

class Postgres implements PostgresStore {
  readonly #connection: Connection
  readonly #sql: Statements
  readonly #timeoutMs: number
  readonly #retentionMs: number
  readonly #updates: Updates
  readonly #guess = new DueGuess()

  constructor(connection: Connection, sql: Statements, timeoutMs: number, retentionMs: number) {
    this.#connection = connection
    this.#sql = sql
    this.#timeoutMs = timeoutMs
    this.#retentionMs = retentionMs
    this.#updates = new Updates(connection, sql, timeoutMs)
  }

  in(client: PostgresQueryable): SessionStore {
    const connection = new TransactionConnection(client)
    return new Postgres(connection, this.#sql, this.#timeoutMs, this.#retentionMs)
  }

  async touch(
    userId: string,
    sessionId: string,
    credentialHash: string,
    touchIntervalMs: number,
  ): Promise<Reading | null> {
    const values = [userId, sessionId, credentialHash, touchIntervalMs, this.#connection.lockTimeoutMs]
    const statement = this.#guess.isDue ? this.#sql.touchDue : this.#sql.touch
    const [row] = await this.#run<ReadingRow | null>(statement, values)
    const reading = readingOf(userId, row)
    if (reading !== null) this.#guess.learn(reading.session.lastActiveAt === reading.now)
    return reading
  }

  async find(userId: string, sessionId: string): Promise<Reading | null> {
    const [row] = await this.#run<ReadingRow>(this.#sql.find, [userId, sessionId])
    return readingOf(userId, row)
  }

  async read(userId: string): Promise<Snapshot> {
    return snapshotOf(userId, await this.#one<UserRow>(this.#sql.read, userValues(userId)))
  }

  update<R>(userId: string, decide: (current: UserSessions, now: number) => Change<R>): Promise<Change<R>> {
    return this.#updates.make(userId, decide)
  }

  async history(userId: string, page: PageRequest): Promise<Page<Session>> {
    const { at, id } = startOf(page) ?? FIRST
    const { rows, now } = await this.#one<ListRow<SessionRow>>(this.#sql.history, [
      userId,
      at,
      id,
      page.limit + 1,
    ])
    return pageOf(
      rows ?? [],
      page,
      now,
      ({ created_at, id }) => ({ at: created_at, id }),
      (row) => sessionOf(userId, row),
    )
  }

  async audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>> {
    const { at: version, id } = startOf(page) ?? FIRST
    const values = [userId, version, ordinalOf(id), page.limit + 1]
    const { rows, now } = await this.#one<ListRow<EventRow>>(this.#sql.audit, values)
    return pageOf(
      rows ?? [],
      page,
      now,
      ({ version, ordinal }) => ({ at: version, id: `${ordinal}` }),
      ({ event }) => event,
    )
  }

  async *expired(limit: number): AsyncIterable<string> {
    let postponed: unknown[]
    do postponed = await this.#run(this.#sql.postpone, [BATCH])
    while (postponed.length === BATCH)
    yield* await this.#run<string>(this.#sql.expired, [limit])
  }

  async purge(limit: number): Promise<number> {
    const sessions = await this.#run<string>(this.#sql.purgeSessions, [this.#retentionMs, limit])
    const events = await this.#run<string>(this.#sql.purgeEvents, [
      this.#retentionMs,
      limit - sessions.length,
    ])
    await this.#run(this.#sql.purgeChallenges, [RECENT_MS, limit])
    const users = [...new Set([...sessions, ...events])]
    if (users.length > 0) await this.#run(this.#sql.purgeUsers, [this.#retentionMs, users])
    return sessions.length + events.length
  }

  async forget(userId: string): Promise<void> {
    await this.#run(this.#sql.forget, [userId, this.#connection.lockTimeoutMs])
  }

  #run<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.#connection.run(statement, values, performance.now() + this.#timeoutMs)
  }

  /** The answer of a statement that always has one. */
  async #one<Row>(statement: Statement, values: readonly unknown[]): Promise<Row> {
    const [row] = await this.#run<Row>(statement, values)
    if (row === undefined)
      throw new StoreUnavailableError({ cause: new Error(`${statement.name} gave no row`) })
    return row
  }
}

function readingOf(userId: string, row: ReadingRow | null | undefined): Reading | null {
  if (row == null) return null
  const [now, ...columns] = row
  return { session: sessionOf(userId, sessionRowOf(columns)), now }
}

/** The place in a change that an event's position names; before all of them when it was made up. */
function ordinalOf(id: string): number {
  return /^\d{1,5}$/.test(id) ? Number(id) : 0
}
