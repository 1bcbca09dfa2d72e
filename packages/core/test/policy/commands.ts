import type {
  Admission,
  Answer,
  Cancellation,
  Challenge,
  Change,
  CodeShown,
  CredentialRequest,
  Denial,
  DenyRequest,
  Device,
  EndRequest,
  PendingAnswer,
  Recovery,
  RecoveryRequest,
  Redemption,
  RotateRequest,
  Session,
  SessionPolicy,
  SignInRequest,
  UserSessions,
} from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'

/** One thing that can happen to a user's sessions: a method of the policy and its request, as a value. */
export type Command =
  | { readonly type: 'admit'; readonly request: SignInRequest }
  | {
      readonly type: 'answer'
      readonly request: { sessionId: string; challengeId: string; codeHash: string }
    }
  | {
      readonly type: 'answerPending'
      readonly request: { challengeId: string; ticketHash: string; codeHash: string }
    }
  | {
      readonly type: 'showCode'
      readonly request: { sessionId: string; challengeId: string; codeHash: string }
    }
  | { readonly type: 'deny'; readonly request: DenyRequest }
  | { readonly type: 'approve'; readonly request: RecoveryRequest }
  | {
      readonly type: 'redeem'
      readonly request: { challengeId: string; ticketHash: string; sessionId: string; credentialHash: string }
    }
  | { readonly type: 'cancel'; readonly request: { challengeId: string; ticketHash: string } }
  | { readonly type: 'touch'; readonly request: CredentialRequest }
  | { readonly type: 'rotate'; readonly request: RotateRequest }
  | { readonly type: 'end'; readonly request: EndRequest }
  | { readonly type: 'endOthers'; readonly request: { sessionId: string } }
  | { readonly type: 'endAll' }
  | { readonly type: 'expire' }

export type Outcome =
  | Admission
  | Answer
  | PendingAnswer
  | CodeShown
  | Denial
  | Recovery
  | Redemption
  | Cancellation
  | Session
  | readonly Session[]
  | null

export function perform(
  policy: SessionPolicy,
  before: UserSessions,
  command: Command,
  now: number,
): Change<Outcome> {
  switch (command.type) {
    case 'admit':
      return policy.admit(before, command.request, now)
    case 'answer':
      return policy.answer(before, command.request, now)
    case 'answerPending':
      return policy.answerPending(before, command.request, now)
    case 'showCode':
      return policy.showCode(before, command.request, now)
    case 'deny':
      return policy.deny(before, command.request, now)
    case 'approve':
      return policy.approve(before, command.request, now)
    case 'redeem':
      return policy.redeem(before, command.request, now)
    case 'cancel':
      return policy.cancel(before, command.request, now)
    case 'touch':
      return policy.touch(before, command.request, now)
    case 'rotate':
      return policy.rotate(before, command.request, now)
    case 'end':
      return policy.end(before, command.request, now)
    case 'endOthers':
      return policy.endOthers(before, command.request, now)
    case 'endAll':
      return policy.endAll(before, { reason: 'user-disabled' }, now)
    case 'expire':
      return policy.expire(before, now)
  }
}

/**
 * Everything that can be tried on this user next: logins from new and known devices, and every other method on every
 * session and challenge there is, whether it is still open or not.
 *
 * @param fresh  Makes the new ids; greater, as text, than every name before.
 */
export function everyCommand(user: UserSessions, fresh: string): Command[] {
  return [
    ...devices(user, fresh).map(
      (device): Command => ({ type: 'admit', request: signInRequest(fresh, { device }) }),
    ),
    ...user.challenges.flatMap((challenge) => [
      ...user.sessions.flatMap((session) => answers(session, challenge, fresh)),
      ...byTicket(challenge, fresh),
    ]),
    ...user.sessions.flatMap((session) => onSession(session, fresh)),
    { type: 'endAll' },
    { type: 'expire' },
  ]
}

function devices(user: UserSessions, fresh: string): Device[] {
  const known = new Map<string | undefined, Device>()
  for (const { device } of [...user.sessions, ...user.challenges]) known.set(device.id, device)
  known.delete(undefined)
  const shared = { userAgent: 'test', ip: '127.0.0.1' }
  return [...known.values(), { id: `device-${fresh}`, ...shared }, shared]
}

function answers(
  { id: sessionId }: Session,
  { id: challengeId, codeHash }: Challenge,
  fresh: string,
): Command[] {
  return [
    { type: 'answer', request: { sessionId, challengeId, codeHash: codeHash ?? 'code-none' } },
    { type: 'answer', request: { sessionId, challengeId, codeHash: 'code-wrong' } },
    { type: 'deny', request: { sessionId, challengeId } },
    { type: 'deny', request: { sessionId, challengeId, report: true } },
    { type: 'showCode', request: { sessionId, challengeId, codeHash: `code-${fresh}` } },
  ]
}

function byTicket({ id: challengeId, ticketHash, codeHash }: Challenge, fresh: string): Command[] {
  const session = { sessionId: `session-${fresh}`, credentialHash: `credential-${fresh}` }
  return [
    { type: 'redeem', request: { challengeId, ticketHash, ...session } },
    { type: 'redeem', request: { challengeId, ticketHash: 'ticket-wrong', ...session } },
    { type: 'cancel', request: { challengeId, ticketHash } },
    { type: 'answerPending', request: { challengeId, ticketHash, codeHash: codeHash ?? '' } },
    { type: 'answerPending', request: { challengeId, ticketHash, codeHash: 'code-wrong' } },
    { type: 'approve', request: { challengeId, by: 'recovery', evidence: 'e-mail' } },
  ]
}

function onSession({ id: sessionId, credentialHash }: Session, fresh: string): Command[] {
  const rotation = { sessionId, credentialHash, newCredentialHash: `credential-${fresh}` }
  return [
    { type: 'touch', request: { sessionId, credentialHash } },
    { type: 'touch', request: { sessionId, credentialHash: 'credential-wrong' } },
    { type: 'rotate', request: { ...rotation, graceMs: 10_000 } },
    { type: 'rotate', request: { ...rotation, reauthenticated: true } },
    { type: 'end', request: { sessionId, reason: 'signed-out' } },
    { type: 'end', request: { sessionId, reason: 'revoked' } },
    { type: 'endOthers', request: { sessionId } },
  ]
}
