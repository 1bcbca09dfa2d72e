import { type Duration, durationMs } from '../policy/duration.ts'
import {
  applyWrites,
  asOf,
  type Change,
  challengeAsOf,
  emptyUser,
  isNoChange,
  isOpen,
  recent,
  type Session,
  type SessionEvent,
  touchSession,
  type UserSessions,
} from '../policy/index.ts'
import { StoreConflictError } from './errors.ts'
import { isBefore, type Page, type PageRequest, type Position, pageOf, startOf } from './page.ts'
import type { Reading, SessionStore, Snapshot } from './session-store.ts'

export interface MemoryStoreOptions {
  /** The clock, in epoch milliseconds. Default `Date.now`. */
  readonly clock?: () => number
  /** How long ended sessions and audit events are kept. Default 90 days. */
  readonly retention?: Duration
}

/** All that is kept of one user. */
interface Kept {
  /** What decisions are made on; cut to what is recent at every change. */
  current: UserSessions
  /** Every session by id, ended ones too. */
  readonly sessions: Map<string, Session>
  readonly events: { readonly position: Position; readonly event: SessionEvent }[]
}

/**
 * Sessions in the memory of this process: gone when it ends, shared with no other.
 *
 * For tests, for demos, and as the model the other stores are compared with: since each call runs in one turn of the
 * event loop, it is linearizable by construction.
 */
export function memoryStore(options: MemoryStoreOptions = {}): SessionStore {
  return new MemoryStore(options.clock ?? Date.now, durationMs('retention', options.retention ?? '90d'))
}

class MemoryStore implements SessionStore {
  readonly #clock: () => number
  readonly #retentionMs: number
  readonly #users = new Map<string, Kept>()
  #eventCount = 0

  constructor(clock: () => number, retentionMs: number) {
    this.#clock = clock
    this.#retentionMs = retentionMs
  }

  async touch(
    userId: string,
    sessionId: string,
    credentialHash: string,
    touchIntervalMs: number,
  ): Promise<Reading | null> {
    const now = this.#clock()
    const kept = this.#users.get(userId)
    const session = kept?.sessions.get(sessionId)
    const touched = session && touchSession(session, credentialHash, touchIntervalMs, now)
    if (!kept || !touched) return null
    if (touched !== session) this.#put(kept, { sessions: [touched], challenges: [] }, now)
    return { session: touched, now }
  }

  async find(userId: string, sessionId: string): Promise<Reading | null> {
    const session = this.#users.get(userId)?.sessions.get(sessionId)
    return session ? { session, now: this.#clock() } : null
  }

  async read(userId: string): Promise<Snapshot> {
    const now = this.#clock()
    return { user: recent(this.#users.get(userId)?.current ?? emptyUser(userId), now), now }
  }

  async update<R>(
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
  ): Promise<Change<R>> {
    const now = this.#clock()
    const kept = this.#users.get(userId) ?? {
      current: emptyUser(userId),
      sessions: new Map<string, Session>(),
      events: [],
    }
    const current = recent(kept.current, now)
    const change = decide(current, now)
    if (isNoChange(change)) return change
    refuseRevival(kept, current, change.writes.sessions)
    this.#users.set(userId, kept)
    this.#put(kept, change.writes, now)
    for (const event of change.events) {
      kept.events.push({ position: { at: now, id: eventId(this.#eventCount++) }, event })
    }
    return change
  }

  async history(userId: string, page: PageRequest): Promise<Page<Session>> {
    const sessions = [...(this.#users.get(userId)?.sessions.values() ?? [])]
    return this.#page(
      sessions,
      page,
      ({ createdAt, id }) => ({ at: createdAt, id }),
      (session) => session,
    )
  }

  async audit(userId: string, page: PageRequest): Promise<Page<SessionEvent>> {
    const events = this.#users.get(userId)?.events ?? []
    return this.#page(
      events,
      page,
      ({ position }) => position,
      ({ event }) => event,
    )
  }

  async *expired(limit: number): AsyncIterable<string> {
    const now = this.#clock()
    let found = 0
    for (const [userId, { current }] of this.#users) {
      if (found === limit) return
      if (!hasUnrecordedEnd(current, now)) continue
      found++
      yield userId
    }
  }

  async purge(limit: number): Promise<number> {
    const before = this.#clock() - this.#retentionMs
    let purged = 0
    for (const [userId, kept] of this.#users) {
      for (const { id, endedAt } of kept.sessions.values()) {
        if (purged === limit) return purged
        if (endedAt === undefined || endedAt > before) continue
        kept.sessions.delete(id)
        purged++
      }
      const stale = kept.events.findIndex(({ position }) => position.at > before)
      const count = Math.min(stale === -1 ? kept.events.length : stale, limit - purged)
      kept.events.splice(0, count)
      purged += count
      if (kept.sessions.size > 0 || kept.events.length > 0 || kept.current.challenges.some(isOpen)) continue
      this.#users.delete(userId)
    }
    return purged
  }

  async forget(userId: string): Promise<void> {
    this.#users.delete(userId)
  }

  #put(kept: Kept, writes: Change<unknown>['writes'], now: number): void {
    const sessions = writes.sessions.map((session) => keepActivity(session, kept.sessions.get(session.id)))
    kept.current = recent(applyWrites(kept.current, { ...writes, sessions }), now)
    for (const session of sessions) kept.sessions.set(session.id, session)
  }

  #page<Row, T>(
    rows: readonly Row[],
    page: PageRequest,
    positionOf: (row: Row) => Position,
    itemOf: (row: Row) => T,
  ): Page<T> {
    const start = startOf(page)
    const from = rows
      .filter((row) => start === null || isBefore(positionOf(row), start))
      .sort((a, b) => (isBefore(positionOf(a), positionOf(b)) ? 1 : -1))
    return pageOf(from, page, this.#clock(), positionOf, itemOf)
  }
}

/** A retried insert must neither overwrite nor revive what the decision could not see. */
function refuseRevival(kept: Kept, current: UserSessions, written: readonly Session[]): void {
  for (const { id } of written) {
    const stored = kept.sessions.get(id)
    const seen = current.sessions.find((session) => session.id === id)
    if (stored && (stored.endedAt !== undefined || !seen)) throw new StoreConflictError()
  }
}

/** Activity never moves backwards, whatever was decided on. */
function keepActivity(written: Session, stored: Session | undefined): Session {
  if (stored === undefined || stored.lastActiveAt <= written.lastActiveAt) return written
  return { ...written, lastActiveAt: stored.lastActiveAt }
}

function hasUnrecordedEnd({ sessions, challenges }: UserSessions, now: number): boolean {
  return (
    sessions.some((session) => asOf(session, now) !== session) ||
    challenges.some((challenge) => isOpen(challenge) && challengeAsOf(challenge, now) !== challenge)
  )
}

/** Fixed width, so that text order is the order of writing. */
function eventId(count: number): string {
  return count.toString().padStart(16, '0')
}
