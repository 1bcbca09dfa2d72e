import { deadlineOf, type Session, touchSession } from '@seatkit/core'
import { activeOf, demand, find, type Step } from './guarantees.ts'

/** R4, R13: a rotation takes no seat, and leaves the credential before nothing but to read, for as long as was said. */
export function rotationIsRight({ before, command, now, after }: Step): void {
  for (const session of before.sessions) {
    const later = find(after.sessions, session.id) ?? session
    if (later.credentialHash === session.credentialHash) {
      demand(later.authenticatedAt === session.authenticatedAt, 'R13: made fresh without authentication')
      demand(later.previousHash === session.previousHash, 'R13: a credential came back')
      continue
    }
    demand(command.type === 'rotate' && command.request.sessionId === session.id, 'R13: not asked for')
    if (command.type !== 'rotate') return
    const { graceMs = 0, reauthenticated } = command.request
    demand(activeOf(after, now).length === activeOf(before, now).length, 'R4: a rotation took a seat')
    demand(
      later.authenticatedAt === (reauthenticated ? now : session.authenticatedAt),
      'R13: the instant of the authentication is wrong',
    )
    readsUntil(later, session.credentialHash, now, Math.min(now + graceMs, deadlineOf(later)))
    if (session.previousHash !== undefined) readsUntil(later, session.previousHash, now, now)
  }
}

/** With this credential the session is found unchanged, before this instant and not from it on, nor once it has ended. */
function readsUntil(session: Session, credentialHash: string, now: number, until: number): void {
  const touched = (at: number, one = session) => touchSession(one, credentialHash, 1, at)
  if (now < until)
    demand(touched(until - 1) === session, 'R13: an old credential reads no more, or more than reads')
  demand(touched(until) === null, 'R13: an old credential outlived its grace')
  const ended: Session = { ...session, endedAt: now, endReason: 'revoked' }
  demand(touched(now, ended) === null, 'G3: an old credential outlived its session')
}
