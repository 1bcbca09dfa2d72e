import { type Change, deadlineOf } from '@seatkit/core'
import type { Outcome } from './commands.ts'
import { demand, find, type Step, statusOf } from './guarantees.ts'

/** G9, G10: every transition that the writes make is told by exactly one event, and no event tells of another. */
export function eventsTellTheStory({ before, command, now, change, after }: Step): void {
  const story: string[] = []
  for (const session of after.sessions) {
    const earlier = find(before.sessions, session.id)
    if (earlier === undefined) story.push(`session.started ${session.id}`)
    else if (earlier.credentialHash !== session.credentialHash) {
      const proved = command.type === 'rotate' && command.request.reauthenticated ? ' reauthenticated' : ''
      story.push(`session.rotated ${session.id}${proved}`)
    }
    if (session.endedAt === undefined || earlier?.endedAt !== undefined) continue
    story.push(`session.ended ${session.id} ${session.endReason} ${session.endedAt}`)
    const byTime = session.endReason === 'idle-timeout' || session.endReason === 'absolute-timeout'
    demand(session.endReason !== undefined, 'G9: a session ended without a reason')
    demand(session.endedAt === (byTime ? deadlineOf(session) : now), 'G9: a session ended at another instant')
  }
  for (const challenge of after.challenges) {
    const earlier = find(before.challenges, challenge.id)
    if (earlier === undefined) story.push(`challenge.created ${challenge.id}`)
    else if (earlier.wrongAnswers < challenge.wrongAnswers) story.push(`answer.rejected ${challenge.id}`)
    const letIn = earlier?.status === 'pending' && challenge.status === 'redeemed'
    if (letIn) story.push(`challenge.closed ${challenge.id} approved`)
    if (earlier && earlier.status !== challenge.status) {
      story.push(`challenge.closed ${challenge.id} ${challenge.status}`)
    }
  }
  if (statusOf(change) === 'rejected') story.push('sign-in.rejected')
  demand(
    story.sort().join() === told(change).sort().join(),
    'G9: the events tell another story than the writes',
  )
}

function told({ events }: Change<Outcome>): string[] {
  return events.map((event) => {
    switch (event.type) {
      case 'sign-in.rejected':
        return event.type
      case 'session.ended':
        return `${event.type} ${event.session.id} ${event.session.endReason} ${event.at}`
      case 'session.started':
        return `${event.type} ${event.session.id}`
      case 'session.rotated':
        return `${event.type} ${event.session.id}${event.reauthenticated ? ' reauthenticated' : ''}`
      case 'challenge.closed':
        return `${event.type} ${event.challenge.id} ${event.status}`
      default:
        return `${event.type} ${event.challenge.id}`
    }
  })
}
