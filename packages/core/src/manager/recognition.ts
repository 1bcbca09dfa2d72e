import { asOf, equalHashes, type Session, withPreviousCredential } from '../policy/index.ts'
import type { Reading, SessionStore } from '../store/index.ts'
import { hashSecret } from './credentials.ts'
import type { Authentication, Recheck } from './outcomes.ts'
import type { TokenFormat } from './token-format.ts'

/** Whose session a token is of, and whether it still is one. */
export class Recognition {
  readonly #store: SessionStore
  readonly #tokens: TokenFormat
  readonly #touchIntervalMs: number
  readonly #recordEnds: (userId: string) => Promise<void>

  /** @param recordEnds  Records what time has ended for a user: whoever meets such an end first does. */
  constructor(
    store: SessionStore,
    tokens: TokenFormat,
    touchIntervalMs: number,
    recordEnds: (userId: string) => Promise<void>,
  ) {
    this.#store = store
    this.#tokens = tokens
    this.#touchIntervalMs = touchIntervalMs
    this.#recordEnds = recordEnds
  }

  async authenticate(token: string): Promise<Authentication> {
    const claims = await this.#tokens.parse(token)
    if (claims === null) return { session: null }
    const { userId, sessionId, isExpired = false } = claims
    const credentialHash = hashSecret(claims.secret)
    const reading = isExpired
      ? null
      : await this.#store.touch(userId, sessionId, credentialHash, this.#touchIntervalMs)
    if (reading === null) return withoutSession(await this.#find(userId, sessionId, credentialHash))
    if (reading.session.credentialHash === credentialHash) return reading
    return { ...reading, session: withPreviousCredential(reading.session, credentialHash), isReadOnly: true }
  }

  async identify(token: string): Promise<Authentication> {
    const claims = await this.#tokens.parse(token)
    if (claims === null) return { session: null }
    const found = await this.#find(claims.userId, claims.sessionId, hashSecret(claims.secret))
    return claims.isExpired ? withoutSession(found) : found
  }

  async recheck({ userId, id }: Session): Promise<Recheck> {
    const reading = await this.#store.find(userId, id)
    return reading ? this.#asOf(reading) : { session: null }
  }

  /** The session as it is; why it ended is told to the owner of its credential and to nobody else. */
  async #find(userId: string, sessionId: string, credentialHash: string): Promise<Recheck> {
    const reading = await this.#store.find(userId, sessionId)
    const isOwners = reading !== null && equalHashes(reading.session.credentialHash, credentialHash)
    return isOwners ? this.#asOf(reading) : { session: null }
  }

  async #asOf({ session, now }: Reading): Promise<Recheck> {
    const { endReason } = asOf(session, now)
    if (endReason === undefined) return { session, now }
    if (session.endReason === undefined) await this.#recordEnds(session.userId)
    return { session: null, endReason }
  }
}

/** What is told of a session to whom it does not let in: why it ended, if it did. */
function withoutSession(found: Recheck): Authentication {
  return found.session === null ? found : { session: null }
}
