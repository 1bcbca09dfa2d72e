import type { KeyObject } from 'node:crypto'
import { cancel, deny } from '../policy/approval.ts'
import { expire } from '../policy/ending.ts'
import {
  type Cancellation,
  type ChallengeSummary,
  challengeAsOf,
  type Denial,
  equalHashes,
  isNoChange,
  isSameDevice,
  type Session,
  summarizeChallenge,
  type UserSessions,
} from '../policy/index.ts'
import type { SessionStore } from '../store/index.ts'
import type { Changes } from './changes.ts'
import { hashCode, hashSecret, newId, newSecret } from './credentials.ts'
import { issueToken } from './issue-token.ts'
import { parseReference } from './opaque-tokens.ts'
import type { AnswerOutcome, PendingState, RedeemOutcome } from './outcomes.ts'
import type { TokenFormat } from './token-format.ts'

/** Logins that wait for approval, from both sides: of those who may answer, and of the device that waits. */
export class WaitingLogins {
  readonly #store: SessionStore
  readonly #changes: Changes
  readonly #key: KeyObject
  readonly #tokens: TokenFormat

  constructor(store: SessionStore, changes: Changes, key: KeyObject, tokens: TokenFormat) {
    this.#store = store
    this.#changes = changes
    this.#key = key
    this.#tokens = tokens
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
    const { result, now } = await this.#changes.decide(userId, (policy, user, at) =>
      policy.answer(user, request, at),
    )
    return { ...result, now }
  }

  async deny({ userId, id }: Session, challengeId: string): Promise<Denial> {
    const request = { sessionId: id, challengeId }
    const { result } = await this.#changes.apply(userId, (user, now) => deny(user, request, now))
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
}
