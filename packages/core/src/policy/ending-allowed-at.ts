import type { Session } from './session.ts'

/**
 * The instant from which `session` may end `other`; 0 when it may at once. Whoever signed in earlier is safe, until `session`
 * is `minAgeMs` old: a thief who has just signed in must not be able to throw the owner out before anybody notices.
 *
 * Ages only grow, and logins do not change places. So what was allowed stays allowed, and is not asked again in the commit.
 */
export function endingAllowedAt(session: Session, other: Session, minAgeMs: number): number {
  return other.createdAt < session.createdAt ? session.createdAt + minAgeMs : 0
}
