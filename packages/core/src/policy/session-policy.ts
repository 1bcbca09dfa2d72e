import { type Admission, admit } from './admission.ts'
import {
  type Answer,
  type AnswerRequest,
  answer,
  answerPending,
  type CodeShown,
  type PendingAnswer,
  showCode,
} from './answering.ts'
import {
  approve,
  type Denial,
  type DenyRequest,
  deny,
  type Recovery,
  type RecoveryRequest,
} from './approval.ts'
import type { Change } from './change.ts'
import {
  type CredentialRequest,
  type EndRequest,
  end,
  endAll,
  endOthers,
  expire,
  type GivenEndReason,
  type RotateRequest,
  rotate,
  touch,
} from './ending.ts'
import { type PolicyOptions, type ResolvedPolicyOptions, resolvePolicyOptions } from './policy-options.ts'
import { type Cancellation, cancel, type Redemption, redeem, type TicketRequest } from './redemption.ts'
import type { Session } from './session.ts'
import type { SignInRequest } from './sign-in-request.ts'
import type { UserSessions } from './user-sessions.ts'

/**
 * The rules: how many sessions a user may have, who has to approve the next one, and when they end.
 *
 * Every method is a pure, synchronous function of what is known of the user, the request and the instant: it may run any
 * number of times before its {@link Change} is stored. In every method whatever time has ended by `now` is ended first.
 *
 * After it is stored, a login, a redemption or a rotation that is tried again gets the first answer, and the rest changes
 * nothing more; only a wrong answer tried again counts again.
 *
 * @example
 * const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2, onLimit: 'reject', idleTimeout: '60m' })
 * const { result, writes, events } = policy.admit(emptyUser(), request, now)
 */
export class SessionPolicy {
  readonly options: ResolvedPolicyOptions

  /** @throws {TypeError} Naming the option that is wrong, and what would be right. */
  constructor(options: PolicyOptions = {}) {
    this.options = resolvePolicyOptions(options)
  }

  /**
   * Decides a login: admitted, challenged or rejected.
   *
   * In this order: the same device gets its own seat again; free seats are given, from `approvalFrom` on only after
   * approval; when all are taken, `onLimit` decides.
   */
  admit(current: UserSessions, request: SignInRequest, now: number): Change<Admission> {
    return admit(this.options, current, request, now)
  }

  /** A code was typed on a signed-in device. Wrong answers are counted, per challenge and per user, as they are compared. */
  answer(
    current: UserSessions,
    request: AnswerRequest & { readonly codeHash: string },
    now: number,
  ): Change<Answer> {
    return answer(this.options, current, request, now)
  }

  /** A code was typed on the device that waits; see `codeShownOn`. Counted and compared as in {@link answer}. */
  answerPending(
    current: UserSessions,
    request: TicketRequest & { readonly codeHash: string },
    now: number,
  ): Change<PendingAnswer> {
    return answerPending(this.options, current, request, now)
  }

  /** A signed-in device asks for the code that it is to show. It voids the code before, and resets no count. */
  showCode(
    current: UserSessions,
    request: AnswerRequest & { readonly codeHash: string },
    now: number,
  ): Change<CodeShown> {
    return showCode(current, request, now)
  }

  /** A signed-in device refuses a waiting login, or takes back an approval that was not redeemed yet; see {@link DenyRequest}. */
  deny(current: UserSessions, request: DenyRequest, now: number): Change<Denial> {
    return deny(current, request, now)
  }

  /** The application approves a waiting login, for a person who cannot reach a signed-in device. The seats are the same. */
  approve(current: UserSessions, request: RecoveryRequest, now: number): Change<Recovery> {
    return approve(this.options, current, request, now)
  }

  /** The waiting device fetches its session, once. The limit is checked again. */
  redeem(
    current: UserSessions,
    request: TicketRequest & { readonly sessionId: string; readonly credentialHash: string },
    now: number,
  ): Change<Redemption> {
    return redeem(this.options, current, request, now)
  }

  /** The waiting device gives up. */
  cancel(current: UserSessions, request: TicketRequest, now: number): Change<Cancellation> {
    return cancel(current, request, now)
  }

  /** Records activity if it is due. `null`: the session is not active, or the credential is not its own. */
  touch(current: UserSessions, request: CredentialRequest, now: number): Change<Session | null> {
    return touch(this.options, current, request, now)
  }

  /**
   * Gives the session a new credential. For `graceMs` the old one still reads; it changes and keeps alive nothing, and the
   * session's end is its end. Takes no seat and moves no absolute limit. `null`: the session is not active, or the
   * credential is not its own, as for all but the first of several rotations at once.
   */
  rotate(current: UserSessions, request: RotateRequest, now: number): Change<Session | null> {
    return rotate(current, request, now)
  }

  /** Ends one session. `null`: there was none active with this id. Revoking a session voids the approvals it gave. */
  end(current: UserSessions, request: EndRequest, now: number): Change<Session | null> {
    return end(current, request, now)
  }

  /**
   * Ends every session but this one, and refuses every login that waits. `null`, and nothing is written, when this one is
   * not active. Logins that race it either come before, and are ended, or after, and are decided anew.
   */
  endOthers(
    current: UserSessions,
    request: { readonly sessionId: string },
    now: number,
  ): Change<readonly Session[] | null> {
    return endOthers(current, request, now)
  }

  /** Ends every session of the user and refuses every login that waits (password changed, account disabled). */
  endAll(
    current: UserSessions,
    request: { readonly reason: GivenEndReason; readonly by?: string },
    now: number,
  ): Change<readonly Session[]> {
    return endAll(current, request, now)
  }

  /** Records what time has ended, and nothing else. */
  expire(current: UserSessions, now: number): Change<null> {
    return expire(current, now)
  }
}
