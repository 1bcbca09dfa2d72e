import type { SessionManager } from '../manager/index.ts'
import type { SessionEvent } from '../policy/index.ts'
import { MAX_PAGE } from '../store/index.ts'

/**
 * How these sessions and challenges ended, from the audit trail: for ends of which no event arrived. They ended lately,
 * so the first page nearly always has them.
 *
 * @returns At most one event for each id, its last one.
 */
export async function findEnds(
  sessions: SessionManager,
  userId: string,
  ids: Iterable<string>,
): Promise<readonly SessionEvent[]> {
  const sought = new Set(ids)
  const found: SessionEvent[] = []
  let cursor: string | undefined
  while (sought.size > 0) {
    const page = await sessions.audit(userId, { limit: MAX_PAGE, ...(cursor !== undefined && { cursor }) })
    found.push(...page.items.filter((event) => sought.delete(endedId(event) ?? '')))
    if (page.next === undefined) break
    cursor = page.next
  }
  return found
}

function endedId(event: SessionEvent): string | undefined {
  if (event.type === 'session.ended') return event.session.id
  return event.type === 'challenge.closed' ? event.challenge.id : undefined
}
