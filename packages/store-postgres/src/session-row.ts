import { type EndReason, isEndReason, type Session, StoreCorruptError } from '@seatkit/core'
import { whole } from './whole.ts'

/** A session as its columns, without the user, who is known wherever one is read. */
export interface SessionRow {
  readonly id: string
  readonly credential_hash: string
  readonly device_id: string | null
  readonly user_agent: string
  readonly ip: string
  readonly created_at: number
  /** Null: at the login. */
  readonly authenticated_at: number | null
  readonly last_active_at: number
  readonly idle_timeout_ms: number
  readonly expires_at: number
  readonly ended_at: number | null
  readonly end_reason: string | null
  readonly ended_by: string | null
  readonly previous_hash: string | null
  readonly previous_expires_at: number | null
}

export const SESSION_COLUMNS: readonly (keyof SessionRow)[] = [
  'id',
  'credential_hash',
  'device_id',
  'user_agent',
  'ip',
  'created_at',
  'authenticated_at',
  'last_active_at',
  'idle_timeout_ms',
  'expires_at',
  'ended_at',
  'end_reason',
  'ended_by',
  'previous_hash',
  'previous_expires_at',
]

/** Those of a session that has neither ended nor changed its credential; its others are null. */
export const OPEN_SESSION_COLUMNS: readonly (keyof SessionRow)[] = SESSION_COLUMNS.slice(
  0,
  SESSION_COLUMNS.indexOf('ended_at'),
)

/** The row of columns that came without their names, which would be longer than most of them. */
export function sessionRowOf(columns: readonly unknown[]): SessionRow {
  const row: Partial<Record<keyof SessionRow, unknown>> = {}
  SESSION_COLUMNS.forEach((name, index) => {
    row[name] = columns[index]
  })
  return row as SessionRow
}

/** @throws {StoreCorruptError} The reason of its end is none that is known, or an instant is none. */
export function sessionOf(userId: string, row: SessionRow): Session {
  return {
    id: row.id,
    userId,
    credentialHash: row.credential_hash,
    device:
      row.device_id === null
        ? { userAgent: row.user_agent, ip: row.ip }
        : { id: row.device_id, userAgent: row.user_agent, ip: row.ip },
    createdAt: whole(row.created_at),
    authenticatedAt: whole(row.authenticated_at ?? row.created_at),
    lastActiveAt: whole(row.last_active_at),
    idleTimeoutMs: whole(row.idle_timeout_ms),
    expiresAt: whole(row.expires_at),
    ...(row.ended_at !== null && { endedAt: whole(row.ended_at) }),
    ...(row.end_reason !== null && { endReason: endReasonOf(row.end_reason) }),
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
    ...(row.previous_hash !== null && { previousHash: row.previous_hash }),
    ...(row.previous_expires_at !== null && { previousExpiresAt: whole(row.previous_expires_at) }),
  }
}

export function sessionRow(session: Session): SessionRow {
  return {
    id: session.id,
    credential_hash: session.credentialHash,
    device_id: session.device.id ?? null,
    user_agent: session.device.userAgent,
    ip: session.device.ip,
    created_at: session.createdAt,
    authenticated_at: session.authenticatedAt === session.createdAt ? null : session.authenticatedAt,
    last_active_at: session.lastActiveAt,
    idle_timeout_ms: session.idleTimeoutMs,
    expires_at: session.expiresAt,
    ended_at: session.endedAt ?? null,
    end_reason: session.endReason ?? null,
    ended_by: session.endedBy ?? null,
    previous_hash: session.previousHash ?? null,
    previous_expires_at: session.previousExpiresAt ?? null,
  }
}

function endReasonOf(text: string): EndReason {
  if (isEndReason(text)) return text
  throw new StoreCorruptError()
}
