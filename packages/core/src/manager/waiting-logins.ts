import type { KeyObject } from 'node:crypto'
import { showCode } from '../policy/answering.ts'
import { deny } from '../policy/approval.ts'
import { expire } from '../policy/ending.ts'
import {
  type Cancellation,
  type ChallengeSummary,
  type Change,
  challengeAsOf,
  type Denial,
  equalHashes,
  isNoChange,
  isSameDevice,
  type Recovery,
  type Session,
  type SessionPolicy,
  summarizeChallenge,
  type TooManyAttempts,
  type UserSessions,
} from '../policy/index.ts'
import { cancel } from '../policy/redemption.ts'
import type { SessionStore } from '../store/index.ts'
import type { Changes, Committed } from './changes.ts'
import { cleanText } from './clean-text.ts'
import { hashCode, hashSecret, newCode, newId, newSecret } from './credentials.ts'
import type { GuessBreaker } from './guess-breaker.ts'
import { issueToken } from './issue-token.ts'
import { parseReference } from './opaque-tokens.ts'
import type {
  AnswerOutcome,
  ApproveOptions,
  PendingAnswerOutcome,
  PendingState,
  RedeemOutcome,
  ShowCodeOutcome,
} from './outcomes.ts'
import type { TokenFormat } from './token-format.ts'

const MAX_EVIDENCE = 64

/** Logins that wait for approval, from both sides: of those who may answer, and of the device that waits. */
export class WaitingLogins {
  readonly #store: SessionStore
  readonly #changes: Changes
  readonly #key: KeyObject
  readonly #tokens: TokenFormat
  readonly #breaker: GuessBreaker | undefined

  constructor(
    store: SessionStore,
    changes: Changes,
    key: KeyObject,
    tokens: TokenFormat,
    breaker: GuessBreaker | undefined,
  ) {
    this.#store = store
    this.#changes = changes
    this.#key = key
    this.#tokens = tokens
    this.#breaker = breaker
  }

  async challenges(session: Session): Promise<readonly ChallengeSummary[]> {
    const { user } = await this.#readExpired(session.userId)
    return user.challenges
      .filter(({ status, device }) => status === 'pending' && !isSameDevice(device, session.device))
      .sort((a, b) => a.createdAt - b.createdAt)
      .map(summarizeChallenge)
  }

  async answer({ userId, id }: Session, challengeId: string, code: string): Promise<AnswerOutcome> {
    const request = { sessionId: id, challengeId, codeHash: hashCode(this.#key, challengeId, code) }
    const { result, now } = await this.#decideUnlessGuessed(userId, (policy, user, at) =>
      policy.answer(user, request, at),
    )
    return { ...result, now }
  }

  async showCode({ userId, id }: Session, challengeId: string): Promise<ShowCodeOutcome> {
    const code = newCode()
    const request = { sessionId: id, challengeId, codeHash: hashCode(this.#key, challengeId, code, id) }
    const { result } = await this.#changes.apply(userId, (user, now) => showCode(user, request, now))
    if (result.status !== 'shown') return result
    return { status: 'shown', code, expiresAt: result.challenge.expiresAt }
  }

  /** The session that shows the code is looked up first, for the code's hash is bound to it. */
  async answerPending(ticket: string, code: string): Promise<PendingAnswerOutcome> {
    const reference = parseReference(ticket)
    if (!reference) return { status: 'unknown' }
    const { userId, id: challengeId } = reference
    const { user: before } = await this.#store.read(userId)
    const shownBy = before.challenges.find(({ id }) => id === challengeId)?.codeShownBy
    const request = {
      challengeId,
      ticketHash: hashSecret(reference.secret),
      codeHash: hashCode(this.#key, challengeId, code, shownBy),
    }
    const { result, now } = await this.#decideUnlessGuessed(userId, (policy, user, at) =>
      policy.answerPending(user, request, at),
    )
    return result.status === 'unknown' ? result : { ...result, now }
  }

  async deny({ userId, id }: Session, challengeId: string, report: boolean): Promise<Denial> {
    const request = { sessionId: id, challengeId, report }
    const { result } = await this.#changes.apply(userId, (user, now) => deny(user, request, now))
    return result
  }

  async approve(userId: string, challengeId: string, { by, evidence }: ApproveOptions): Promise<Recovery> {
    const request = { challengeId, by, evidence: cleanText(evidence, MAX_EVIDENCE) }
    if (request.evidence.trim() === '') {
      throw new TypeError("evidence: say in a few words what was checked, such as 'e-mail code'")
    }
    const { result } = await this.#changes.decide(userId, (policy, user, now) =>
      policy.approve(user, request, now),
    )
    return result
  }

  async pending(ticket: string): Promise<PendingState | null> {
    const reference = parseReference(ticket)
    if (!reference) return null
    const { user, now } = await this.#readExpired(reference.userId)
    const challenge = user.challenges.find(({ id }) => id === reference.id)
    if (!challenge || !equalHashes(challenge.ticketHash, hashSecret(reference.secret))) return null
    const { id, status, expiresAt, device, createdAt } = challengeAsOf(challenge, now)
    return { userId: reference.userId, id, status, expiresAt, device, createdAt, now }
  }

  async redeem(ticket: string): Promise<RedeemOutcome> {
    const reference = parseReference(ticket)
    if (!reference) return { status: 'unknown' }
    const secret = newSecret()
    const request = {
      challengeId: reference.id,
      ticketHash: hashSecret(reference.secret),
      sessionId: newId(),
      credentialHash: hashSecret(secret),
    }
    const { result } = await this.#changes.decide(reference.userId, (policy, user, now) =>
      policy.redeem(user, request, now),
    )
    return result.status === 'admitted' ? issueToken(this.#tokens, result, secret) : result
  }

  async cancel(ticket: string): Promise<Cancellation> {
    const reference = parseReference(ticket)
    if (!reference) return { status: 'unknown' }
    const request = { challengeId: reference.id, ticketHash: hashSecret(reference.secret) }
    const { result } = await this.#changes.apply(reference.userId, (user, now) => cancel(user, request, now))
    return result
  }

  /** A user as of now: ends by time are recorded first, which may let a waiting login in. */
  async #readExpired(userId: string): Promise<{ readonly user: UserSessions; readonly now: number }> {
    const snapshot = await this.#store.read(userId)
    if (isNoChange(expire(snapshot.user, snapshot.now))) return snapshot
    await this.#changes.apply(userId, expire)
    return this.#store.read(userId)
  }

  /** While codes are being guessed everywhere, nothing is compared, and nothing is counted either. */
  async #decideUnlessGuessed<R>(
    userId: string,
    decide: (policy: SessionPolicy, user: UserSessions, now: number) => Change<R>,
  ): Promise<Committed<R | TooManyAttempts>> {
    void this.#breaker?.listen()
    const retryAt = this.#breaker?.openUntil ?? 0
    return this.#changes.decide<R | TooManyAttempts>(userId, (policy, user, now) =>
      now < retryAt
        ? {
            writes: { sessions: [], challenges: [] },
            events: [],
            result: { status: 'too-many-attempts', retryAt },
          }
        : decide(policy, user, now),
    )
  }
}
