import type { Session } from './wire.ts'

/** A user's sessions in two lists. */
export interface SessionLists {
  /** Those that are active now. */
  readonly active: readonly Session[]
  /** Every session there was, newest first, as far as it has been asked for. */
  readonly log: readonly Session[]
}

/** The lists after a session began. */
export function withStarted<T extends SessionLists>(lists: T, session: Session): T {
  return {
    ...lists,
    active: [...without(lists.active, session.id), session],
    log: [session, ...without(lists.log, session.id)],
  }
}

/** The lists after a session ended. */
export function withEnded<T extends SessionLists>(lists: T, session: Session): T {
  return { ...lists, active: without(lists.active, session.id), log: replaced(lists.log, session) }
}

/** The lists after a session's activity was recorded. The very same ones when they say so already. */
export function withActive<T extends SessionLists>(lists: T, session: Session): T {
  const known = lists.active.find(({ id }) => id === session.id)
  if (known === undefined || known.lastActiveAt >= session.lastActiveAt) return lists
  return { ...lists, active: replaced(lists.active, session), log: replaced(lists.log, session) }
}

function replaced(sessions: readonly Session[], session: Session): readonly Session[] {
  return sessions.map((row) => (row.id === session.id ? session : row))
}

function without(sessions: readonly Session[], id: string): readonly Session[] {
  return sessions.filter((row) => row.id !== id)
}
