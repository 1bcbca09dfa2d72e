import { randomBytes } from 'node:crypto'
import {
  type Change,
  CONFLICT,
  isBefore,
  isNoChange,
  OptimisticLoop,
  type Page,
  type PageRequest,
  type Position,
  pageOf,
  type Reading,
  type Session,
  type SessionEvent,
  type SessionStore,
  type Snapshot,
  StoreConflictError,
  startOf,
  touchSession,
  type UserSessions,
} from '@seatkit/core'
import { commitValues } from './commit-values.ts'
import type { Deadline } from './deadline.ts'
import { dueUsers } from './due-users.ts'
import type { Durability } from './durability.ts'
import { eventRecordOf } from './event-record.ts'
import type { HistoryLimits } from './history-limits.ts'
import { RedisCalls } from './redis-calls.ts'
import type { RedisClient } from './redis-client.ts'
import {
  type RedisStoreOptions,
  type ResolvedRedisStoreOptions,
  resolveRedisStoreOptions,
} from './redis-store-options.ts'
import { arrayReply, numberReply, pairsReply, textReply, textsReply } from './replies.ts'
import type { Script, ScriptReply } from './script.ts'
import { auditScript } from './scripts/audit.ts'
import { commitScript } from './scripts/commit.ts'
import { findScript } from './scripts/find.ts'
import { historyScript } from './scripts/history.ts'
import { forgetScript, postponeScript, purgeScript } from './scripts/index-scripts.ts'
import { readScript } from './scripts/read.ts'
import { touchScript } from './scripts/touch.ts'
import { sessionOf } from './session-record.ts'
import { dueAt, nextDeadline, type StoredUser, storedUser } from './stored-user.ts'
import { dueKey, oldKey, UserKeys } from './user-keys.ts'

/**
 * Sessions in Redis, Valkey or Redis Cluster: shared by processes on many machines.
 *
 * Each change of a user is one script that compares the version it was decided on and writes everything, so the limit
 * holds whoever races. What an acknowledged change survives is up to Redis: with `appendonly yes` and `appendfsync
 * always` a crash, but never surely a fail-over, which is asynchronous; the README says what can be lost.
 *
 * @throws {TypeError} Naming the option that is wrong, and what would be right.
 */
export function redisStore(options: RedisStoreOptions): SessionStore {
  return new RedisStore(options.client, resolveRedisStoreOptions(options))
}

class RedisStore implements SessionStore {
  readonly #calls: RedisCalls
  readonly #loop: OptimisticLoop
  readonly #prefix: string
  readonly #limits: HistoryLimits
  readonly #commitScript: Script
  readonly #durability: Durability | null
  /** 48 random bits: this store among all that there are. */
  readonly #name = randomBytes(6).toString('base64url')
  #changes = 0

  constructor(client: RedisClient, options: ResolvedRedisStoreOptions) {
    this.#calls = new RedisCalls(client, options.timeoutMs)
    this.#loop = new OptimisticLoop(options.timeoutMs)
    this.#prefix = options.prefix
    this.#limits = options.limits
    this.#commitScript = commitScript(options.limits)
    this.#durability = options.durability
  }

  async touch(
    userId: string,
    sessionId: string,
    credentialHash: string,
    touchIntervalMs: number,
  ): Promise<Reading | null> {
    const { user } = this.#keys(userId)
    const values = [`s:${sessionId}`, JSON.stringify(credentialHash), touchIntervalMs]
    const reading = readingOf(userId, sessionId, await this.#calls.run(touchScript, [user], values))
    if (reading === null) return null
    const { session, now } = reading
    const touched = touchSession(session, credentialHash, touchIntervalMs, now)
    return touched && { session: touched, now }
  }

  async find(userId: string, sessionId: string): Promise<Reading | null> {
    const { user, history } = this.#keys(userId)
    return readingOf(userId, sessionId, await this.#calls.run(findScript, [user, history], [sessionId]))
  }

  async read(userId: string): Promise<Snapshot> {
    const { user, now } = await this.#read(userId, this.#keys(userId))
    return { user, now }
  }

  update<R>(userId: string, decide: (current: UserSessions, now: number) => Change<R>): Promise<Change<R>> {
    const deadline = this.#calls.deadline()
    const keys = this.#keys(userId)
    return this.#loop.run(userId, async () => {
      const stored = await this.#read(userId, keys, deadline)
      const change = decide(stored.user, stored.now)
      if (isNoChange(change)) return change
      const values = commitValues(stored, this.#newName(), change, this.#limits.retentionMs)
      const durability = change.writes.sessions.length > 0 ? this.#durability : null
      const reply = await this.#calls.commit(this.#commitScript, keys.all, values, durability, deadline)
      if (reply === 'ended') throw new StoreConflictError()
      return reply === 'committed' ? change : CONFLICT
    })
  }

  async history(userId: string, page: PageRequest): Promise<Page<Session>> {
    const keys = this.#keys(userId)
    const { now, reply } = await this.#calls.run(historyScript, [keys.user, keys.history], [])
    const [fields, history] = arrayReply(reply, 2)
    const open = pairsReply(fields).filter(([field]) => field.startsWith('s:'))
    const start = startOf(page)
    const sessions = [
      ...open.map(([field, record]) => [field.slice(2), record] as const),
      ...pairsReply(history),
    ]
      .map(([id, record]) => sessionOf(userId, id, record))
      .filter((session) => start === null || isBefore(loginOf(session), start))
      .sort((a, b) => (isBefore(loginOf(a), loginOf(b)) ? 1 : -1))
    return pageOf(sessions, page, now, loginOf, (session) => session)
  }

  async audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>> {
    const values = [eventNumberOf(page), page.limit + 1]
    const { now, reply } = await this.#calls.run(auditScript, [this.#keys(userId).audit], values)
    const events = textsReply(reply).map((record) => eventRecordOf(userId, record))
    return pageOf(
      events,
      page,
      now,
      ({ number, committedAt }) => ({ at: committedAt, id: number }),
      ({ event }) => event,
    )
  }

  async *expired(limit: number): AsyncIterable<string> {
    let found = 0
    for await (const userId of dueUsers(this.#calls, (bucket) => dueKey(this.#prefix, bucket), limit)) {
      if (found === limit) return
      const keys = this.#keys(userId)
      const { user, now, version } = await this.#read(userId, keys)
      const deadline = nextDeadline(user)
      if (deadline !== undefined && deadline <= now) {
        found++
        yield userId
      } else {
        const { retentionMs } = this.#limits
        const values = [version, userId, dueAt(user, now, retentionMs) ?? '', retentionMs]
        await this.#calls.run(postponeScript, [keys.user, keys.ends, keys.audit, keys.due, keys.old], values)
      }
    }
  }

  async purge(limit: number): Promise<number> {
    let purged = 0
    for await (const userId of dueUsers(this.#calls, (bucket) => oldKey(this.#prefix, bucket), limit)) {
      if (purged === limit) break
      const { history, ends, audit, old } = this.#keys(userId)
      const values = [userId, this.#limits.retentionMs, limit - purged]
      const { reply } = await this.#calls.run(purgeScript, [history, ends, audit, old], values)
      purged += numberReply(reply)
    }
    return purged
  }

  async forget(userId: string): Promise<void> {
    await this.#calls.run(forgetScript, this.#keys(userId).all, [userId])
  }

  async #read(userId: string, { user, history, ends }: UserKeys, deadline?: Deadline): Promise<StoredUser> {
    return storedUser(userId, await this.#calls.run(readScript, [user, history, ends], [], deadline))
  }

  /** A name for a change that no other change has. It is short: it is kept for every user. */
  #newName(): string {
    return this.#name + (this.#changes++).toString(36)
  }

  #keys(userId: string): UserKeys {
    return new UserKeys(this.#prefix, userId)
  }
}

function readingOf(userId: string, sessionId: string, { now, reply }: ScriptReply): Reading | null {
  return reply === null ? null : { session: sessionOf(userId, sessionId, textReply(reply)), now }
}

function loginOf({ createdAt, id }: Session): Position {
  return { at: createdAt, id }
}

/** The number of the event that the page comes after; '' for the first page, and where the cursor was made up. */
function eventNumberOf(page: PageRequest): string {
  const id = startOf(page)?.id ?? ''
  return /^\d{1,16}$/.test(id) ? id : ''
}
