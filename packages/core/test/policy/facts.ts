import {
  applyWrites,
  type Challenge,
  type Change,
  emptyUser,
  type Session,
  type UserSessions,
} from '@seatkit/core'

/** The instant the tests of the policy are written around. */
export const NOW = 1_700_000_000_000

export const MINUTE = 60_000
export const HOUR = 3_600_000

/** An active session as `signInRequest(name)` would have begun it at `NOW` under the default options. */
export function session(name: string, overrides: Partial<Session> = {}): Session {
  return {
    id: `session-${name}`,
    userId: 'user',
    credentialHash: `credential-${name}`,
    device: { id: `device-${name}`, userAgent: 'test', ip: '127.0.0.1' },
    createdAt: NOW,
    authenticatedAt: NOW,
    lastActiveAt: NOW,
    idleTimeoutMs: 60 * MINUTE,
    expiresAt: NOW + 24 * HOUR,
    ...overrides,
  }
}

/** A pending challenge as `signInRequest(name)` would have got it at `NOW` under the default options. */
export function challenge(name: string, overrides: Partial<Challenge> = {}): Challenge {
  return {
    id: `challenge-${name}`,
    status: 'pending',
    ticketHash: `ticket-${name}`,
    codeShownOn: 'new-device',
    codeHash: `code-${name}`,
    prompt: true,
    device: { id: `device-${name}`, userAgent: 'test', ip: '127.0.0.1' },
    createdAt: NOW,
    expiresAt: NOW + 2 * MINUTE,
    wrongAnswers: 0,
    idleTimeoutMs: 60 * MINUTE,
    absoluteTimeoutMs: 24 * HOUR,
    ...overrides,
  }
}

/** A user with these sessions and challenges. */
export function user(facts: Partial<UserSessions> = {}): UserSessions {
  return { ...emptyUser(), ...facts }
}

/** The user after the change is stored. */
export function after(current: UserSessions, change: Change<unknown>): UserSessions {
  return applyWrites(current, change.writes)
}

/** What is written of a change that changes nothing. */
export const NO_WRITES = { sessions: [], challenges: [] }
