import {
  type EndReason,
  isEndReason,
  type Session,
  type SessionSummary,
  StoreCorruptError,
} from '@seatkit/core'
import { userAgentOf, userAgentRecord } from './user-agent-record.ts'

/**
 * A session as text: a JSON array, since names would double its size. The user and the id are known wherever one is read.
 *
 * What the scripts look at comes first: `[lastActiveAt, idleTimeoutMs, expiresAt, credentialHash, …`. They change
 * `lastActiveAt` in place. `authenticatedAt` is counted from `createdAt`, of which it rarely differs. What few sessions have
 * comes last, and is left out from where nothing follows.
 */
export function sessionRecord(session: Session): string {
  return JSON.stringify(valuesOf(session, session))
}

/** @throws {StoreCorruptError} The text is none that {@link sessionRecord} makes. */
export function sessionOf(userId: string, id: string, record: string): Session {
  const values = arrayOf(record)
  const credentialHash = textOf(values[3])
  const [previousHash, previousExpiresAt] = values.slice(12)
  return {
    ...summaryOf(userId, id, values),
    credentialHash,
    ...(isThere(previousHash) && { previousHash: textOf(previousHash) }),
    ...(isThere(previousExpiresAt) && { previousExpiresAt: numberOf(previousExpiresAt) }),
  }
}

/** What an event tells of a session, in the same order, behind its id. */
export function summaryRecord(session: SessionSummary): readonly unknown[] {
  return [session.id, ...valuesOf(session, {})]
}

/** @throws {StoreCorruptError} The values are none that {@link summaryRecord} makes. */
export function summaryOfRecord(userId: string, record: unknown): SessionSummary {
  if (!Array.isArray(record)) throw new StoreCorruptError()
  const [id, ...values] = record
  return summaryOf(userId, textOf(id), values)
}

type Credentials = Partial<Pick<Session, 'credentialHash' | 'previousHash' | 'previousExpiresAt'>>

function valuesOf(
  session: SessionSummary,
  { credentialHash, previousHash, previousExpiresAt }: Credentials,
): readonly unknown[] {
  const { device, createdAt, endedAt, endReason, endedBy } = session
  const always = [
    session.lastActiveAt,
    session.idleTimeoutMs,
    session.expiresAt,
    credentialHash,
    createdAt,
    session.authenticatedAt - createdAt,
    userAgentRecord(device.userAgent),
    device.ip,
  ]
  const some = [device.id, endedAt, endReason, endedBy, previousHash, previousExpiresAt]
  const count = some.findLastIndex((value) => value !== undefined) + 1
  return [...always, ...some.slice(0, count)]
}

function summaryOf(userId: string, id: string, values: readonly unknown[]): SessionSummary {
  const [lastActiveAt, idleTimeoutMs, expiresAt, , createdAt, authenticatedAfter] = values
  const [userAgent, ip, deviceId, endedAt, endReason, endedBy] = values.slice(6)
  return {
    id,
    userId,
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
