import {
  type Challenge,
  type ChallengeStatus,
  type CodeShownOn,
  isChallengeStatus,
  isCodeShownOn,
  StoreCorruptError,
} from '@seatkit/core'
import type { SqliteValue } from './sqlite-database.ts'

/** A challenge as its columns, without the user, who is known wherever one is read. */
export interface ChallengeRow {
  readonly id: string
  readonly status: string
  readonly ticket_hash: string
  readonly code_shown_on: string
  readonly code_hash: string | null
  readonly code_shown_by: string | null
  readonly prompt: number
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

export const CHALLENGE_COLUMNS =
  'id, status, ticket_hash, code_shown_on, code_hash, code_shown_by, prompt, device_id, user_agent, ip, created_at, expires_at, wrong_answers, idle_timeout_ms, absolute_timeout_ms, approved_by, session_id, closed_at'

/** @throws {StoreCorruptError} Its status, or the device that shows its code, is none that is known. */
export function challengeOf(row: ChallengeRow): Challenge {
  return {
    id: row.id,
    status: statusOf(row.status),
    ticketHash: row.ticket_hash,
    codeShownOn: codeShownOnOf(row.code_shown_on),
    ...(row.code_hash !== null && { codeHash: row.code_hash }),
    ...(row.code_shown_by !== null && { codeShownBy: row.code_shown_by }),
    prompt: row.prompt === 1,
    device:
      row.device_id === null
        ? { userAgent: row.user_agent, ip: row.ip }
        : { id: row.device_id, userAgent: row.user_agent, ip: row.ip },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    wrongAnswers: row.wrong_answers,
    idleTimeoutMs: row.idle_timeout_ms,
    absoluteTimeoutMs: row.absolute_timeout_ms,
    ...(row.approved_by !== null && { approvedBy: row.approved_by }),
    ...(row.session_id !== null && { sessionId: row.session_id }),
    ...(row.closed_at !== null && { closedAt: row.closed_at }),
  }
}

/** The values of {@link CHALLENGE_COLUMNS}. */
export function challengeValues(challenge: Challenge): SqliteValue[] {
  return [
    challenge.id,
    challenge.status,
    challenge.ticketHash,
    challenge.codeShownOn,
    challenge.codeHash ?? null,
    challenge.codeShownBy ?? null,
    challenge.prompt ? 1 : 0,
    challenge.device.id ?? null,
    challenge.device.userAgent,
    challenge.device.ip,
    challenge.createdAt,
    challenge.expiresAt,
    challenge.wrongAnswers,
    challenge.idleTimeoutMs,
    challenge.absoluteTimeoutMs,
    challenge.approvedBy ?? null,
    challenge.sessionId ?? null,
    challenge.closedAt ?? null,
  ]
}

function statusOf(text: string): ChallengeStatus {
  if (isChallengeStatus(text)) return text
  throw new StoreCorruptError()
}

function codeShownOnOf(text: string): CodeShownOn {
  if (isCodeShownOn(text)) return text
  throw new StoreCorruptError()
}
