import { MAX_PAGE, type Page, type PageRequest, type SessionStore } from '@seatkit/core'

/** Everything of a list, newest first. */
export async function everything<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await list({ limit: MAX_PAGE, ...(cursor !== undefined && { cursor }) })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined)
  return items
}

/** What the audit trail alone says of a user. */
export interface Audited {
  /** The sessions that began and did not end. */
  readonly open: ReadonlySet<string>
  /** The most that were open at once, event by event. */
  readonly most: number
  /** The names of all that happened, oldest first. */
  readonly types: readonly string[]
}

export async function audited(store: SessionStore, userId: string): Promise<Audited> {
  const events = (await everything((page) => store.audit(userId, page))).reverse()
  const open = new Set<string>()
  let most = 0
  for (const event of events) {
    if (event.type === 'session.started') open.add(event.session.id)
    if (event.type === 'session.ended') open.delete(event.session.id)
    most = Math.max(most, open.size)
  }
  return { open, most, types: events.map(({ type }) => type) }
}

/** The sessions that did not end, by the records. */
export async function openSessions(store: SessionStore, userId: string): Promise<Set<string>> {
  const sessions = await everything((page) => store.history(userId, page))
  return new Set(sessions.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id))
}
