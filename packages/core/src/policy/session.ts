import { equalHashes } from './equal-hashes.ts'

/** What is known of the device behind a session: shown to people, and `id` recognises the same device again. */
export interface Device {
  /** From a long-lived device cookie; absent for clients that keep none, which are never "the same device". */
  readonly id?: string
  /** The raw `User-Agent`; a display name is made from it when it is shown. */
  readonly userAgent: string
  /** A display and risk signal only; nothing is decided by it. */
  readonly ip: string
}

/**
 * Why a session ended.
 *
 * - `displaced`: a newer login took its seat
 * - `replaced`: the same device signed in again
 * - `revoked`: a person ended it from another device, or the application did
 * - `signed-out`: its owner ended it, on it
 * - `idle-timeout`: too long without activity
 * - `absolute-timeout`: too long after the login, whatever its activity
 * - `user-disabled`: the application disabled the user
 */
export type EndReason =
  | 'displaced'
  | 'replaced'
  | 'revoked'
  | 'signed-out'
  | 'idle-timeout'
  | 'absolute-timeout'
  | 'user-disabled'

const END_REASONS: Readonly<Record<EndReason, true>> = {
  displaced: true,
  replaced: true,
  revoked: true,
  'signed-out': true,
  'idle-timeout': true,
  'absolute-timeout': true,
  'user-disabled': true,
}

/** Whether a value that was stored is a reason that is known. */
export function isEndReason(value: unknown): value is EndReason {
  return typeof value === 'string' && Object.hasOwn(END_REASONS, value)
}

/** One signed-in device. Instants are epoch milliseconds of the store's clock. Ended sessions are kept as history. */
export interface Session {
  /** Public: may be shown, listed and revoked by. Not a credential. */
  readonly id: string
  readonly userId: string
  /** SHA-256 of the credential's secret, base64url. The secret itself is stored nowhere. */
  readonly credentialHash: string
  /** The same of the credential before the last rotation, while requests that were under way with it may still read. */
  readonly previousHash?: string
  /** When {@link previousHash} stops being good for that. */
  readonly previousExpiresAt?: number
  readonly device: Device
  readonly createdAt: number
  /** When this session's user last proved who they are: at the login, or later by authenticating again. */
  readonly authenticatedAt: number
  /** The last recorded activity: at most one touch interval before the last real one. */
  readonly lastActiveAt: number
  readonly idleTimeoutMs: number
  /** The absolute limit; activity never moves it (NIST SP 800-63B §2.2.3, OWASP ASVS 7.3.2). */
  readonly expiresAt: number
  readonly endedAt?: number
  readonly endReason?: EndReason
  /** The session that ended this one: the one that displaced, replaced or revoked it. */
  readonly endedBy?: string
}

/** The instant at which time ends the session if there is no further activity. */
export function deadlineOf(session: Session): number {
  return Math.min(session.lastActiveAt + session.idleTimeoutMs, session.expiresAt)
}

/** Not ended, and neither limit of time reached: `now` is strictly before {@link deadlineOf}. */
export function isActive(session: Session, now: number): boolean {
  return session.endedAt === undefined && now < deadlineOf(session)
}

/**
 * The session as it truly is at `now`: one that time has ended carries its end, even where no store has recorded it yet.
 * The end's instant is the deadline itself, not the moment somebody looked.
 */
export function asOf(session: Session, now: number): Session {
  if (session.endedAt !== undefined || isActive(session, now)) return session
  return { ...session, endedAt: deadlineOf(session), endReason: timeoutOf(session) }
}

function timeoutOf(session: Session): EndReason {
  return session.lastActiveAt + session.idleTimeoutMs < session.expiresAt
    ? 'idle-timeout'
    : 'absolute-timeout'
}

/** Whether two devices are known to be the same one. Devices without an id never are. */
export function isSameDevice(a: Device, b: Device): boolean {
  return a.id !== undefined && a.id === b.id
}

/** A limit on how often activity is recorded that keeps idle expiry at most a tenth of its length early. */
const TOUCHES_PER_IDLE_TIMEOUT = 10

/**
 * The session with activity at `now` recorded if that is due, the very same object if it is not, or null when it is not
 * active or `credentialHash` is not its own: session ids are public, and who lacks the secret must not keep it alive.
 *
 * Within the grace of a rotation the credential before it finds the session too, and never records activity.
 *
 * @param touchIntervalMs  Activity is recorded at most this often, and at least every tenth of the idle limit.
 */
export function touchSession(
  session: Session,
  credentialHash: string,
  touchIntervalMs: number,
  now: number,
): Session | null {
  if (!isActive(session, now)) return null
  if (!equalHashes(session.credentialHash, credentialHash)) {
    return isPrevious(session, credentialHash, now) ? session : null
  }
  const interval = Math.min(touchIntervalMs, session.idleTimeoutMs / TOUCHES_PER_IDLE_TIMEOUT)
  return now - session.lastActiveAt < interval ? session : { ...session, lastActiveAt: now }
}

/**
 * The session with another credential. The one it had stays known for `graceMs`; one that it had before that is forgotten.
 * Whoever rotates is there, so it counts as activity.
 */
export function rotateSession(
  { previousHash, previousExpiresAt, ...session }: Session,
  newCredentialHash: string,
  graceMs: number,
  now: number,
): Session {
  return {
    ...session,
    credentialHash: newCredentialHash,
    ...(graceMs > 0 && { previousHash: session.credentialHash, previousExpiresAt: now + graceMs }),
    lastActiveAt: Math.max(session.lastActiveAt, now),
  }
}

/**
 * The session as the credential before the last rotation knows it. A rotation with it is told that it comes too late; and
 * it is as fresh as its login, for who proved anew who they are holds the new one, and a thief may hold this.
 */
export function withPreviousCredential(session: Session, credentialHash: string): Session {
  const authenticatedAt = Math.min(session.authenticatedAt, session.createdAt)
  return { ...session, credentialHash, authenticatedAt }
}

/** Whether this is the credential that the last rotation replaced, and requests under way with it may still read. */
function isPrevious(
  { previousHash, previousExpiresAt }: Session,
  credentialHash: string,
  now: number,
): boolean {
  return (
    previousHash !== undefined && now < (previousExpiresAt ?? 0) && equalHashes(previousHash, credentialHash)
  )
}

/** Whether the user of this session proved less than `withinMs` ago who they are (RFC 9470; OWASP ASVS 7.5.1). */
export function isFresh(session: Session, withinMs: number, now: number): boolean {
  return now < session.authenticatedAt + withinMs
}

/** A session without its credentials' hashes: what may leave the engine in events, lists and answers. */
export type SessionSummary = Omit<Session, 'credentialHash' | 'previousHash' | 'previousExpiresAt'>

export function summarizeSession(session: Session): SessionSummary {
  const { credentialHash, previousHash, previousExpiresAt, ...summary } = session
  return summary
}
