import { isCode } from '../manager/index.ts'
import type { ChallengeStatus } from '../policy/index.ts'
import type { ChallengeView, SessionView } from './session-view.ts'

/** What is told on a live connection. Never a code, a token, a ticket, or a hash of one. */
export type ServerMessage =
  | {
      readonly type: 'hello'
      readonly session: SessionView
      readonly challenges: readonly ChallengeView[]
    }
  | {
      readonly type: 'hello'
      readonly pending: {
        readonly id: string
        readonly status: ChallengeStatus
        readonly expiresAt: string
      }
    }
  | { readonly type: 'challenge.created'; readonly challenge: ChallengeView }
  | {
      readonly type: 'challenge.closed'
      readonly challengeId: string
      readonly status: Exclude<ChallengeStatus, 'pending'>
    }
  | { readonly type: 'session.started' | 'session.ended'; readonly session: SessionView }
  | AnswerMessage

/** The reply to a {@link ClientMessage}. */
export interface AnswerMessage {
  readonly type: 'answer'
  /** That of the message it replies to. */
  readonly ref: string
  readonly status: AnswerStatus
  /** With `wrong-code`: how many answers this challenge still takes. */
  readonly attemptsLeft?: number
}

/** The words of the HTTP surface: `approved` and `denied`, or the code of its problem. */
export type AnswerStatus =
  | 'approved'
  | 'denied'
  | 'wrong-code'
  | 'not-found'
  | 'challenge-over'
  | 'too-many-attempts'
  | 'session-limit-reached'
  | 'wrong-direction'
  | 'store-unavailable'

/** What a session may send. `ref` is the client's own, at most 64 characters; the reply carries it. */
export type ClientMessage =
  | {
      readonly type: 'challenge.answer'
      readonly ref: string
      readonly challengeId: string
      readonly code: string
    }
  | {
      readonly type: 'challenge.deny'
      readonly ref: string
      readonly challengeId: string
      /** "Not me": no prompts for an hour, and the application is told. */
      readonly report?: boolean
    }

const MAX_REF = 64
const MAX_CHALLENGE_ID = 64

/** The message, or null when the text is anything else: no JSON, another type, a member missing or too many. */
export function parseClientMessage(text: string): ClientMessage | null {
  const value = parseObject(text)
  if (value === null) return null
  const { type, ref, challengeId, code, report, ...rest } = value
  if (Object.keys(rest).length > 0) return null
  if (!isText(ref, MAX_REF) || !isText(challengeId, MAX_CHALLENGE_ID)) return null
  if (type === 'challenge.answer') {
    return isCode(code) && !('report' in value) ? { type, ref, challengeId, code } : null
  }
  if (type !== 'challenge.deny' || 'code' in value) return null
  if (!('report' in value)) return { type, ref, challengeId }
  return typeof report === 'boolean' ? { type, ref, challengeId, report } : null
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength
}
