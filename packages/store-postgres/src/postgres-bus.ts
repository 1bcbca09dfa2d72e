import {
  ALL_USERS,
  type BusListener,
  type Duration,
  durationMs,
  type EventBus,
  type SessionEvent,
} from '@seatkit/core'
import { before } from './before.ts'
import type { Connection, Statement } from './connection.ts'
import { type ChangeEvents, FollowedUser } from './followed-user.ts'
import { type Hearer, Listening, type PostgresListenClient } from './listening.ts'
import { PooledConnection } from './pooled-connection.ts'
import { toStoreError } from './postgres-errors.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { DEFAULT_SCHEMA, schemaName } from './schema-name.ts'

export interface PostgresBusOptions {
  /** For short statements; the store's own pool will do. */
  readonly pool: PostgresPool
  /**
   * Makes a client that is not of a pool, for the bus alone: it listens as long as the bus is open. Not through a pooler
   * in transaction mode, where nothing can be listened to.
   */
  readonly connect: () => PostgresListenClient
  /** The schema of the store; its name is the channel, too. Default `'seatkit'`. */
  readonly schema?: string
  /** How long a call may take before it fails. Default 2 seconds. */
  readonly timeout?: Duration
}

export interface PostgresBus extends EventBus {
  /** Ends the connection that listens. The pool is the application's to end. */
  close(): Promise<void>
}

/**
 * Carries events between the processes that share a Postgres, by NOTIFY after the commit.
 *
 * A notification holds the user's id and nothing else; who follows that user reads the new events from the audit trail,
 * so one notification that is lost is made up for by the next. After the connection broke, listeners are told of a gap.
 * What is of interest for all users together is in no one's audit trail, and is carried whole, on a channel of its own.
 *
 * @throws {TypeError} Naming the option that is wrong, and what would be right.
 * @example
 * const bus = postgresBus({ pool, connect: () => new Client({ connectionString: process.env.DATABASE_URL }) })
 */
export function postgresBus(options: PostgresBusOptions): PostgresBus {
  const timeoutMs = durationMs('timeout', options.timeout ?? '2s')
  const schema = schemaName(options.schema ?? DEFAULT_SCHEMA)
  const connection = new PooledConnection(options.pool, timeoutMs)
  return new Bus(connection, options.connect, schema, timeoutMs)
}

interface VersionRow {
  readonly user_id: string
  readonly version: number
}

class Bus implements PostgresBus, Hearer {
  readonly #connection: Connection
  readonly #listening: Listening
  readonly #timeoutMs: number
  readonly #followed = new Map<string, FollowedUser>()
  readonly #ofAllUsers = new Set<BusListener>()
  readonly #channelOfAll: string
  readonly #sql: {
    readonly notify: Statement
    readonly notifyAll: Statement
    readonly versions: Statement
    readonly eventsAfter: Statement
  }

  constructor(
    connection: Connection,
    connect: () => PostgresListenClient,
    schema: string,
    timeoutMs: number,
  ) {
    this.#connection = connection
    // A colon is in no schema's name.
    this.#channelOfAll = `${schema}:all`
    this.#listening = new Listening(connect, [schema, this.#channelOfAll], this)
    this.#timeoutMs = timeoutMs
    this.#sql = {
      notify: {
        name: `${schema}.notify`,
        text: `SELECT to_json(pg_notify('${schema}', $1)::text)::text AS row`,
      },
      notifyAll: {
        name: `${schema}.notifyAll`,
        text: `SELECT to_json(pg_notify('${this.#channelOfAll}', $1)::text)::text AS row`,
      },
      versions: {
        name: `${schema}.versions`,
        text: `SELECT row_to_json(u)::text AS row FROM (
          SELECT user_id, version FROM ${schema}.users WHERE user_id = ANY ($1)) AS u`,
      },
      eventsAfter: {
        name: `${schema}.eventsAfter`,
        text: `SELECT row_to_json(c)::text AS row FROM (
          SELECT version, json_agg(event ORDER BY ordinal) AS events FROM ${schema}.events
          WHERE user_id = $1 AND version > $2 GROUP BY version ORDER BY version) AS c`,
      },
    }
  }

  /** The events themselves are in the audit trail, where they were committed with what they tell of. */
  async publish(userId: string, events: readonly SessionEvent[]): Promise<void> {
    if (userId === ALL_USERS) await this.#run(this.#sql.notifyAll, [JSON.stringify(events)])
    else await this.#run(this.#sql.notify, [userId])
  }

  async subscribe(userId: string, listener: BusListener): Promise<() => void> {
    // First, so that nothing is committed between the version that is read and the first notification.
    await this.#listens()
    if (userId === ALL_USERS) {
      this.#ofAllUsers.add(listener)
      return () => void this.#ofAllUsers.delete(listener)
    }
    const version = this.#followed.has(userId) ? 0 : await this.#versionOf(userId)
    const followed = this.#followed.get(userId) ?? this.#follow(userId, version)
    followed.listeners.add(listener)
    return () => {
      followed.listeners.delete(listener)
      if (followed.listeners.size === 0 && this.#followed.get(userId) === followed)
        this.#followed.delete(userId)
    }
  }

  close(): Promise<void> {
    return this.#listening.close()
  }

  onPayload(payload: string, channel: string): void {
    if (channel === this.#channelOfAll) this.#tellOfAll(payload)
    else void this.#followed.get(payload)?.catchUp()
  }

  onGap(): void {
    void this.#skipGap()
  }

  #tellOfAll(payload: string): void {
    const events = eventsOf(payload)
    for (const listener of [...this.#ofAllUsers]) {
      if (events === null) listener.onGap()
      else listener.onEvents(events)
    }
  }

  async #listens(): Promise<void> {
    try {
      await before(this.#deadline(), this.#listening.active())
    } catch (error) {
      throw toStoreError(error)
    }
  }

  async #versionOf(userId: string): Promise<number> {
    const [row] = await this.#run<VersionRow>(this.#sql.versions, [[userId]])
    return row?.version ?? 0
  }

  #follow(userId: string, version: number): FollowedUser {
    const followed = new FollowedUser(version, (after) =>
      this.#run<ChangeEvents>(this.#sql.eventsAfter, [userId, after]),
    )
    this.#followed.set(userId, followed)
    return followed
  }

  /** One read for all users. If it fails they are told all the same, and later of some events that they have read. */
  async #skipGap(): Promise<void> {
    const users = [...this.#followed]
    const rows = await this.#run<VersionRow>(this.#sql.versions, [users.map(([userId]) => userId)]).catch(
      () => [],
    )
    const versions = new Map(rows.map(({ user_id, version }) => [user_id, version]))
    for (const [userId, followed] of users) followed.skipGap(versions.get(userId))
  }

  #run<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.#connection.run(statement, values, this.#deadline())
  }

  #deadline(): number {
    return performance.now() + this.#timeoutMs
  }
}

/** Null when it is not what {@link Bus.publish} sends: whoever may connect to the database may notify. */
function eventsOf(payload: string): readonly SessionEvent[] | null {
  try {
    const events: unknown = JSON.parse(payload)
    return Array.isArray(events) ? events : null
  } catch {
    return null
  }
}
