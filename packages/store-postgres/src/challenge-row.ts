import {
  type Challenge,
  type ChallengeStatus,
  type CodeShownOn,
  isChallengeStatus,
  isCodeShownOn,
  StoreCorruptError,
} from '@seatkit/core'
import { whole } from './whole.ts'

/** A challenge as its columns, without the user, who is known wherever one is read. */
export interface ChallengeRow {
  readonly id: string
  readonly status: string
  readonly ticket_hash: string
  readonly code_shown_on: string
  readonly code_hash: string | null
  readonly code_shown_by: string | null
  readonly prompt: boolean
  readonly device_id: string | null
  readonly user_agent: string
  readonly ip: string
  readonly created_at: number
  readonly expires_at: number
  readonly wrong_answers: number
  readonly idle_timeout_ms: number
  readonly absolute_timeout_ms: number
  readonly approved_by: string | null
  readonly session_id: string | null
  readonly closed_at: number | null
}

export const CHALLENGE_COLUMNS: readonly (keyof ChallengeRow)[] = [
  'id',
  'status',
  'ticket_hash',
  'code_shown_on',
  'code_hash',
  'code_shown_by',
  'prompt',
  'device_id',
  'user_agent',
  'ip',
  'created_at',
  'expires_at',
  'wrong_answers',
  'idle_timeout_ms',
  'absolute_timeout_ms',
  'approved_by',
  'session_id',
  'closed_at',
]

/** @throws {StoreCorruptError} Its status, or the device that shows its code, is none that is known, or an instant is none. */
export function challengeOf(row: ChallengeRow): Challenge {
  return {
    id: row.id,
    status: statusOf(row.status),
    ticketHash: row.ticket_hash,
    codeShownOn: codeShownOnOf(row.code_shown_on),
    ...(row.code_hash !== null && { codeHash: row.code_hash }),
    ...(row.code_shown_by !== null && { codeShownBy: row.code_shown_by }),
    prompt: row.prompt,
    device:
      row.device_id === null
        ? { userAgent: row.user_agent, ip: row.ip }
        : { id: row.device_id, userAgent: row.user_agent, ip: row.ip },
    createdAt: whole(row.created_at),
    expiresAt: whole(row.expires_at),
    wrongAnswers: whole(row.wrong_answers),
    idleTimeoutMs: whole(row.idle_timeout_ms),
    absoluteTimeoutMs: whole(row.absolute_timeout_ms),
    ...(row.approved_by !== null && { approvedBy: row.approved_by }),
    ...(row.session_id !== null && { sessionId: row.session_id }),
    ...(row.closed_at !== null && { closedAt: whole(row.closed_at) }),
  }
}

export function challengeRow(challenge: Challenge): ChallengeRow {
  return {
    id: challenge.id,
    status: challenge.status,
    ticket_hash: challenge.ticketHash,
    code_shown_on: challenge.codeShownOn,
    code_hash: challenge.codeHash ?? null,
    code_shown_by: challenge.codeShownBy ?? null,
    prompt: challenge.prompt,
    device_id: challenge.device.id ?? null,
    user_agent: challenge.device.userAgent,
    ip: challenge.device.ip,
    created_at: challenge.createdAt,
    expires_at: challenge.expiresAt,
    wrong_answers: challenge.wrongAnswers,
    idle_timeout_ms: challenge.idleTimeoutMs,
    absolute_timeout_ms: challenge.absoluteTimeoutMs,
    approved_by: challenge.approvedBy ?? null,
    session_id: challenge.sessionId ?? null,
    closed_at: challenge.closedAt ?? null,
  }
}

function statusOf(text: string): ChallengeStatus {
  if (isChallengeStatus(text)) return text
  throw new StoreCorruptError()
}

function codeShownOnOf(text: string): CodeShownOn {
  if (isCodeShownOn(text)) return text
  throw new StoreCorruptError()
}
