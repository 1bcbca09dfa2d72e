import { isOpen } from './challenge.ts'
import type { Change } from './change.ts'
import { Draft } from './draft.ts'
import { equalHashes } from './equal-hashes.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import { type EndReason, rotateSession, type Session, touchSession } from './session.ts'
import type { UserSessions } from './user-sessions.ts'

/** Reasons a caller may give; the others are the policy's own. */
export type GivenEndReason = Extract<EndReason, 'revoked' | 'signed-out' | 'user-disabled'>

/** Which session to end, why, and by whom. */
export interface EndRequest {
  readonly sessionId: string
  readonly reason: GivenEndReason
  /** The session of the person who ends it; absent for the application. */
  readonly by?: string
}

export function end(current: UserSessions, request: EndRequest, now: number): Change<Session | null> {
  const draft = new Draft(current, now)
  const session = draft.activeSession(request.sessionId)
  if (session === undefined) return draft.change(null)
  if (request.reason === 'user-disabled') refuseWaiting(draft, request.by)
  return draft.change(draft.end(session, request.reason, request.by))
}

export function endOthers(
  current: UserSessions,
  request: { readonly sessionId: string },
  now: number,
): Change<readonly Session[] | null> {
  const draft = new Draft(current, now)
  if (draft.activeSession(request.sessionId) === undefined) return draft.change(null)
  const others = draft.active().filter(({ id }) => id !== request.sessionId)
  const ended = others.map((session) => draft.end(session, 'revoked', request.sessionId))
  refuseWaiting(draft, request.sessionId)
  return draft.change(ended)
}

export function endAll(
  current: UserSessions,
  request: { readonly reason: GivenEndReason; readonly by?: string },
  now: number,
): Change<readonly Session[]> {
  const draft = new Draft(current, now)
  refuseWaiting(draft, request.by)
  return draft.change(draft.active().map((session) => draft.end(session, request.reason, request.by)))
}

/** Who waits has shown the same, perhaps stolen, password: "everybody out" must not let them in. */
function refuseWaiting(draft: Draft, by: string | undefined): void {
  for (const challenge of draft.challenges) {
    if (isOpen(challenge)) draft.close(challenge, 'denied', by)
  }
}

export function expire(current: UserSessions, now: number): Change<null> {
  return new Draft(current, now).change(null)
}

/** Which session, shown by its credential. */
export interface CredentialRequest {
  readonly sessionId: string
  readonly credentialHash: string
}

export function touch(
  options: ResolvedPolicyOptions,
  current: UserSessions,
  request: CredentialRequest,
  now: number,
): Change<Session | null> {
  const draft = new Draft(current, now)
  const session = draft.activeSession(request.sessionId)
  const touched = session && touchSession(session, request.credentialHash, options.touchIntervalMs, now)
  if (!touched) return draft.change(null)
  if (touched !== session) draft.touch(touched)
  return draft.change(touched)
}

/** Which session gets which new credential, and why. */
export interface RotateRequest extends CredentialRequest {
  readonly newCredentialHash: string
  /** For how long requests that are under way with the old credential may still read. Default 0. */
  readonly graceMs?: number
  /** Set when its user has just proved anew who they are. */
  readonly reauthenticated?: true
}

export function rotate(current: UserSessions, request: RotateRequest, now: number): Change<Session | null> {
  const draft = new Draft(current, now)
  const session = draft.activeSession(request.sessionId)
  if (session === undefined) return draft.change(null)
  if (equalHashes(session.credentialHash, request.newCredentialHash)) return draft.change(session)
  if (!equalHashes(session.credentialHash, request.credentialHash)) return draft.change(null)
  const { newCredentialHash, graceMs = 0, reauthenticated } = request
  const rotated = rotateSession(session, newCredentialHash, graceMs, now)
  return draft.change(
    draft.rotate(reauthenticated ? { ...rotated, authenticatedAt: now } : rotated, reauthenticated),
  )
}
