import { type EndReason, type Session, StoreCorruptError } from '@seatkit/core'
import type { SqliteValue } from './sqlite-database.ts'

/** A session as its columns, without the user, who is known wherever one is read. */
export interface SessionRow {
  readonly id: string
  readonly credential_hash: string
  readonly previous_hash: string | null
  readonly previous_expires_at: number | null
  readonly device_id: string | null
  readonly user_agent: string
  readonly ip: string
  readonly created_at: number
  readonly authenticated_at: number
  readonly last_active_at: number
  readonly idle_timeout_ms: number
  readonly expires_at: number
  readonly ended_at: number | null
  readonly end_reason: string | null
  readonly ended_by: string | null
}

export const SESSION_COLUMNS =
  'id, credential_hash, previous_hash, previous_expires_at, device_id, user_agent, ip, created_at, authenticated_at, last_active_at, idle_timeout_ms, expires_at, ended_at, end_reason, ended_by'

const END_REASONS: Readonly<Record<EndReason, true>> = {
  displaced: true,
  replaced: true,
  revoked: true,
  'signed-out': true,
  'idle-timeout': true,
  'absolute-timeout': true,
  'user-disabled': true,
}

/** @throws {StoreCorruptError} The reason of its end is none that is known. */
export function sessionOf(userId: string, row: SessionRow): Session {
  const session: Session = {
    id: row.id,
    userId,
    credentialHash: row.credential_hash,
    device:
      row.device_id === null
        ? { userAgent: row.user_agent, ip: row.ip }
        : { id: row.device_id, userAgent: row.user_agent, ip: row.ip },
    createdAt: row.created_at,
    authenticatedAt: row.authenticated_at,
    lastActiveAt: row.last_active_at,
    idleTimeoutMs: row.idle_timeout_ms,
    expiresAt: row.expires_at,
  }
  // What every request of a live session comes by is kept short.
  if (row.ended_at === null && row.previous_hash === null) return session
  return { ...session, ...previousOf(row), ...endOf(row) }
}

function previousOf(row: SessionRow): Pick<Session, 'previousHash' | 'previousExpiresAt'> {
  return {
    ...(row.previous_hash !== null && { previousHash: row.previous_hash }),
    ...(row.previous_expires_at !== null && { previousExpiresAt: row.previous_expires_at }),
  }
}

function endOf(row: SessionRow): Pick<Session, 'endedAt' | 'endReason' | 'endedBy'> {
  return {
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.end_reason !== null && { endReason: endReasonOf(row.end_reason) }),
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
  }
}

/** The values of {@link SESSION_COLUMNS}. */
export function sessionValues(session: Session): SqliteValue[] {
  return [
    session.id,
    session.credentialHash,
    session.previousHash ?? null,
    session.previousExpiresAt ?? null,
    session.device.id ?? null,
    session.device.userAgent,
    session.device.ip,
    session.createdAt,
    session.authenticatedAt,
    session.lastActiveAt,
    session.idleTimeoutMs,
    session.expiresAt,
    session.endedAt ?? null,
    session.endReason ?? null,
    session.endedBy ?? null,
  ]
}

function endReasonOf(text: string): EndReason {
  if (isEndReason(text)) return text
  throw new StoreCorruptError()
}

function isEndReason(text: string): text is EndReason {
  return Object.hasOwn(END_REASONS, text)
}
