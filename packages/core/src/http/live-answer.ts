import type { SessionManager } from '../manager/index.ts'
import type { Answer, Denial, Session } from '../policy/index.ts'
import type { AnswerMessage, AnswerStatus, ClientMessage } from './live-message.ts'

/** How an outcome is told; `session-required` is not, for the connection ends with it. */
const STATUS = {
  approved: 'approved',
  denied: 'denied',
  'wrong-code': 'wrong-code',
  'too-many-attempts': 'too-many-attempts',
  'session-limit-reached': 'session-limit-reached',
  over: 'challenge-over',
  'wrong-direction': 'wrong-direction',
  unknown: 'not-found',
} as const satisfies Record<Exclude<(Answer | Denial)['status'], 'session-required'>, AnswerStatus>

/** Does what a client's message asks, and says how that went; null when the session is not active any more. */
export async function answerMessage(
  sessions: SessionManager,
  session: Session,
  message: ClientMessage,
): Promise<AnswerMessage | null> {
  const { ref, challengeId } = message
  const outcome =
    message.type === 'challenge.answer'
      ? await sessions.answer(session, challengeId, message.code)
      : await sessions.deny(session, challengeId, { report: message.report ?? false })
  if (outcome.status === 'session-required') return null
  return {
    type: 'answer',
    ref,
    status: STATUS[outcome.status],
    ...(outcome.status === 'wrong-code' && { attemptsLeft: outcome.attemptsLeft }),
  }
}
