import type { Session, SessionStore } from '@seatkit/core'

/** User ids that begin so belong to people who proved an hour before they sign in who they are. */
export const STALE = 'stale-'

const HOUR_MS = 3_600_000

/** The store with logins that are not fresh from the start, since no case waits for one to become stale. */
export function withStaleLogins(store: SessionStore): SessionStore {
  return {
    touch: (...args) => store.touch(...args),
    find: (...args) => store.find(...args),
    read: (...args) => store.read(...args),
    update: (userId, decide) =>
      store.update(userId, (current, now) => {
        const change = decide(current, now)
        if (!userId.startsWith(STALE)) return change
        const isNew = ({ id }: Session): boolean => current.sessions.every((known) => known.id !== id)
        const sessions = change.writes.sessions.map((session) =>
          isNew(session) ? { ...session, authenticatedAt: session.authenticatedAt - HOUR_MS } : session,
        )
        return { ...change, writes: { ...change.writes, sessions } }
      }),
    history: (...args) => store.history(...args),
    audit: (...args) => store.audit(...args),
    expired: (...args) => store.expired(...args),
    purge: (...args) => store.purge(...args),
    forget: (...args) => store.forget(...args),
  }
}
