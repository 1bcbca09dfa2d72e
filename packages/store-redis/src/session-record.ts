import { type EndReason, isEndReason, type Session, StoreCorruptError } from '@seatkit/core'
import { userAgentOf, userAgentRecord } from './user-agent-record.ts'

/**
 * A session as text: a JSON array, since names would double its size. The user and the id are known wherever one is read.
 *
 * What the scripts look at comes first: `[lastActiveAt, idleTimeoutMs, expiresAt, credentialHash, …`. They change
 * `lastActiveAt` in place. `authenticatedAt` is counted from `createdAt`, of which it rarely differs. What few sessions have
 * comes last, and is left out from where nothing follows.
 */
export function sessionRecord(session: Session): string {
  const { lastActiveAt, idleTimeoutMs, expiresAt, credentialHash } = session
  const { createdAt, device } = session
  const { endedAt, endReason, endedBy, previousHash, previousExpiresAt } = session
  const always = [
    lastActiveAt,
    idleTimeoutMs,
    expiresAt,
    credentialHash,
    createdAt,
    session.authenticatedAt - createdAt,
    userAgentRecord(device.userAgent),
    device.ip,
  ]
  const some = [device.id, endedAt, endReason, endedBy, previousHash, previousExpiresAt]
  const count = some.findLastIndex((value) => value !== undefined) + 1
  return JSON.stringify([...always, ...some.slice(0, count)])
}

/** @throws {StoreCorruptError} The text is none that {@link sessionRecord} makes. */
export function sessionOf(userId: string, id: string, record: string): Session {
  const values = arrayOf(record)
  const [lastActiveAt, idleTimeoutMs, expiresAt, credentialHash, createdAt, authenticatedAfter] = values
  const [userAgent, ip, deviceId, endedAt, endReason, endedBy, previousHash, previousExpiresAt] =
    values.slice(6)
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
    authenticatedAt: numberOf(createdAt) + numberOf(authenticatedAfter),
    lastActiveAt: numberOf(lastActiveAt),
    idleTimeoutMs: numberOf(idleTimeoutMs),
    expiresAt: numberOf(expiresAt),
    ...(isThere(endedAt) && { endedAt: numberOf(endedAt) }),
    ...(isThere(endReason) && { endReason: endReasonOf(endReason) }),
    ...(isThere(endedBy) && { endedBy: textOf(endedBy) }),
    ...(isThere(previousHash) && { previousHash: textOf(previousHash) }),
    ...(isThere(previousExpiresAt) && { previousExpiresAt: numberOf(previousExpiresAt) }),
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
