import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { PendingState, SessionManager } from '@seatkit/core'
import { type HttpReply, problem, type SessionContext } from '@seatkit/core/http'
import { MAX_RECOVERY_ANSWERS, type RecoveryCodes } from './recovery-codes.ts'
import { jsonReply } from './replies.ts'

const DIGITS = 8

/**
 * Lets a person in who cannot reach the first device, by a code that is mailed. In place of a mail server, `mail` gets a
 * line of text. The code is good as long as the login waits; it is kept as an HMAC alone.
 */
export class Recovery {
  readonly #sessions: SessionManager
  readonly #codes: RecoveryCodes
  readonly #key: Uint8Array
  readonly #mail: (line: string) => void

  constructor(sessions: SessionManager, codes: RecoveryCodes, key: Uint8Array, mail: (line: string) => void) {
    this.#sessions = sessions
    this.#codes = codes
    this.#key = key
    this.#mail = mail
  }

  /** `POST /api/recovery`, with a ticket: 202, and a code is on its way. Another one voids it. */
  async mail(context: SessionContext): Promise<HttpReply> {
    const pending = await this.#pending(context)
    if ('headers' in pending) return pending
    const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0')
    await this.#codes.put(pending.id, this.#hash(pending.id, code), pending.expiresAt)
    this.#mail(`mail to user ${pending.userId}: your recovery code is ${code}`)
    return jsonReply(202, { status: 'sent' })
  }

  /** `POST /api/recovery/confirm` with `{ code }` and a ticket: 200 and the login is approved, or 422, 429, 410, 409. */
  async confirm(context: SessionContext, body: unknown): Promise<HttpReply> {
    const pending = await this.#pending(context)
    if ('headers' in pending) return pending
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
    if (typeof code !== 'string' || !/^\d{8}$/.test(code)) {
      return problem('invalid-request', { detail: `code is a text of ${DIGITS} digits` })
    }
    const expected = await this.#codes.countAnswer(pending.id)
    if (expected === null) return problem('too-many-attempts')
    if (!timingSafeEqual(Buffer.from(expected.codeHash), Buffer.from(this.#hash(pending.id, code)))) {
      return problem('wrong-code', { attemptsLeft: MAX_RECOVERY_ANSWERS - expected.answers })
    }
    return await this.#approve(pending)
  }

  async #approve({ userId, id }: PendingState): Promise<HttpReply> {
    const outcome = await this.#sessions.approve(userId, id, { by: 'recovery', evidence: 'e-mail code' })
    switch (outcome.status) {
      case 'approved':
        return jsonReply(200, { status: 'approved' })
      case 'session-limit-reached':
        return problem('session-limit-reached', { limit: outcome.limit })
      case 'over':
        return problem('challenge-over', { challenge: { status: outcome.challengeStatus } })
      case 'unknown':
        return problem('ticket-required')
    }
  }

  /** The login that waits behind the request's ticket, or the answer when there is none. */
  async #pending(context: SessionContext): Promise<PendingState | HttpReply> {
    context.requireSameOrigin()
    const pending = context.ticket === undefined ? null : await this.#sessions.pending(context.ticket)
    if (pending === null) return problem('ticket-required')
    const { status } = pending
    return status === 'pending' ? pending : problem('challenge-over', { challenge: { status } })
  }

  #hash(challengeId: string, code: string): string {
    return createHmac('sha256', this.#key).update(`${challengeId}:${code}`).digest('base64url')
  }
}
