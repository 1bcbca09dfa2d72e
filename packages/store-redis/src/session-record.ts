import { type EndReason, type Session, StoreCorruptError } from '@seatkit/core'
import { userAgentOf, userAgentRecord } from './user-agent-record.ts'

const END_REASONS: Readonly<Record<EndReason, true>> = {
  displaced: true,
  replaced: true,
  revoked: true,
  'signed-out': true,
  'idle-timeout': true,
  'absolute-timeout': true,
  'user-disabled': true,
}

/**
 * A session as text: a JSON array, since names would double its size. The user and the id are known wherever one is read.
 *
 * What the scripts look at comes first: `[lastActiveAt, idleTimeoutMs, expiresAt, credentialHash, …`. They change
 * `lastActiveAt` in place.
 */
export function sessionRecord(session: Session): string {
  const { lastActiveAt, idleTimeoutMs, expiresAt, credentialHash, createdAt, device } = session
  const open = [
    lastActiveAt,
    idleTimeoutMs,
    expiresAt,
    credentialHash,
    createdAt,
    userAgentRecord(device.userAgent),
    device.ip,
  ]
  if (session.endedAt === undefined) {
    return JSON.stringify(device.id === undefined ? open : [...open, device.id])
  }
  const { endedAt, endReason, endedBy } = session
  return JSON.stringify([...open, device.id ?? null, endedAt, endReason ?? null, endedBy ?? null])
}

/** @throws {StoreCorruptError} The text is none that {@link sessionRecord} makes. */
export function sessionOf(userId: string, id: string, record: string): Session {
  const values = arrayOf(record)
  const [lastActiveAt, idleTimeoutMs, expiresAt, credentialHash, createdAt, userAgent, ip] = values
  const [deviceId, endedAt, endReason, endedBy] = values.slice(7)
  return {
    id,
    userId,
    credentialHash: textOf(credentialHash),
    device: {
      ...(isThere(deviceId) && { id: textOf(deviceId) }),
      userAgent: textOf(userAgentOf(userAgent)),
      ip: textOf(ip),
    },
    createdAt: numberOf(createdAt),
    lastActiveAt: numberOf(lastActiveAt),
    idleTimeoutMs: numberOf(idleTimeoutMs),
    expiresAt: numberOf(expiresAt),
    ...(isThere(endedAt) && { endedAt: numberOf(endedAt) }),
    ...(isThere(endReason) && { endReason: endReasonOf(endReason) }),
    ...(isThere(endedBy) && { endedBy: textOf(endedBy) }),
  }
}

function arrayOf(record: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(record)
    if (Array.isArray(values)) return values
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
  throw new StoreCorruptError()
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new StoreCorruptError()
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  throw new StoreCorruptError()
}

function endReasonOf(value: unknown): EndReason {
  if (isEndReason(value)) return value
  throw new StoreCorruptError()
}

function isEndReason(value: unknown): value is EndReason {
  return typeof value === 'string' && Object.hasOwn(END_REASONS, value)
}
