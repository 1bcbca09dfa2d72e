import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  type Challenge,
  type Change,
  type Device,
  type Session,
  type SessionEvent,
  type SessionStore,
  type SignInRequest,
  summarizeSession,
  type UserSessions,
  type Writes,
} from '@seatkit/core'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** A hash in the form the manager makes them: SHA-256, base64url. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function deviceOf(name: string): Device {
  return { id: `device-${name}`, userAgent: 'Seatkit conformance', ip: '192.0.2.1' }
}

/** A session that begins at `now`; its credential's hash is `hashOf(id)`. */
export function sessionAt(userId: string, id: string, now: number, changed: Partial<Session> = {}): Session {
  return {
    id,
    userId,
    credentialHash: hashOf(id),
    device: deviceOf(id),
    createdAt: now,
    authenticatedAt: now,
    lastActiveAt: now,
    idleTimeoutMs: HOUR_MS,
    expiresAt: now + DAY_MS,
    ...changed,
  }
}

/** A login that waits from `now` on. */
export function challengeAt(id: string, now: number, changed: Partial<Challenge> = {}): Challenge {
  return {
    id,
    status: 'pending',
    ticketHash: hashOf(`ticket ${id}`),
    codeShownOn: 'new-device',
    codeHash: hashOf(`code ${id}`),
    prompt: true,
    device: deviceOf(id),
    createdAt: now,
    expiresAt: now + 2 * MINUTE_MS,
    wrongAnswers: 0,
    idleTimeoutMs: HOUR_MS,
    absoluteTimeoutMs: DAY_MS,
    ...changed,
  }
}

export function startedEvent(session: Session): SessionEvent {
  return {
    type: 'session.started',
    userId: session.userId,
    at: session.createdAt,
    session: summarizeSession(session),
  }
}

/** A login from a device of its own, with the ids that `name` gives. */
export function signIn(name: string): SignInRequest {
  return {
    sessionId: `session-${name}`,
    credentialHash: hashOf(`session-${name}`),
    challengeId: `challenge-${name}`,
    ticketHash: hashOf(`ticket ${name}`),
    codeHash: hashOf(`code ${name}`),
    device: deviceOf(name),
  }
}

/** What a case writes: the parts it names. */
export interface Put extends Partial<Writes> {
  readonly events?: readonly SessionEvent[]
}

/** Stores what `make` makes of the store's clock and of what it shows, whatever a policy would say; returns what it made. */
export async function put(
  store: SessionStore,
  userId: string,
  make: (now: number, current: UserSessions) => Put,
): Promise<Change<number>> {
  let decided: Change<number> | undefined
  const returned = await store.update(userId, (current, now) => {
    const { events = [], ...writes } = make(now, current)
    decided = { writes: { sessions: [], challenges: [], ...writes }, events, result: now }
    return decided
  })
  assert.deepEqual(returned, decided, 'the change that is returned is the last one decided')
  return returned
}

/** Stores one session; what `changed` gives is different from {@link sessionAt}. */
export async function putSession(
  store: SessionStore,
  userId: string,
  id: string,
  changed: (now: number) => Partial<Session> = () => ({}),
): Promise<Session> {
  const { writes } = await put(store, userId, (now) => ({
    sessions: [sessionAt(userId, id, now, changed(now))],
  }))
  const [session] = writes.sessions
  assert.ok(session)
  return session
}

/** `count` values made from 0, 1, 2, … */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
