import { type EndReason, isEndReason, type Session, StoreCorruptError } from '@seatkit/core'
import type { SqliteValue } from './sqlite-database.ts'

/**
 * A session as its columns, without the user, who is known wherever one is read. An array, which the driver makes in two
 * thirds of the time of an object: every request reads one.
 */
export type SessionRow = readonly [
  id: string,
  credentialHash: string,
  deviceId: string | null,
  userAgent: string,
  ip: string,
  createdAt: number,
  authenticatedAt: number,
  lastActiveAt: number,
  idleTimeoutMs: number,
  expiresAt: number,
  endedAt: number | null,
  endReason: string | null,
  endedBy: string | null,
  previousHash: string | null,
  previousExpiresAt: number | null,
]

/** The columns of a {@link SessionRow}, in its order. */
export const SESSION_COLUMNS =
  'id, credential_hash, device_id, user_agent, ip, created_at, authenticated_at, last_active_at, idle_timeout_ms, expires_at, ended_at, end_reason, ended_by, previous_hash, previous_expires_at'

/** @throws {StoreCorruptError} The reason of its end is none that is known. */
export function sessionOf(userId: string, row: SessionRow): Session {
  const [
    id,
    credentialHash,
    deviceId,
    userAgent,
    ip,
    createdAt,
    authenticatedAt,
    lastActiveAt,
    idleTimeoutMs,
    expiresAt,
    endedAt,
    endReason,
    endedBy,
    previousHash,
    previousExpiresAt,
  ] = row
  const session: Session = {
    id,
    userId,
    credentialHash,
    device: deviceId === null ? { userAgent, ip } : { id: deviceId, userAgent, ip },
    createdAt,
    authenticatedAt,
    lastActiveAt,
    idleTimeoutMs,
    expiresAt,
  }
  // What every request of a live session comes by is kept short.
  if (endedAt === null && previousHash === null) return session
  return {
    ...session,
    ...(endedAt !== null && { endedAt }),
    ...(endReason !== null && { endReason: endReasonOf(endReason) }),
    ...(endedBy !== null && { endedBy }),
    ...(previousHash !== null && { previousHash }),
    ...(previousExpiresAt !== null && { previousExpiresAt }),
  }
}

/** The values of {@link SESSION_COLUMNS}. */
export function sessionValues(session: Session): SqliteValue[] {
  return [
    session.id,
    session.credentialHash,
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
    session.previousHash ?? null,
    session.previousExpiresAt ?? null,
  ]
}

function endReasonOf(text: string): EndReason {
  if (isEndReason(text)) return text
  throw new StoreCorruptError()
}
