import type { KeyObject } from 'node:crypto'
import { hashCode, hashSecret, newCode, newId, newSecret } from './credentials.ts'

/**
 * What one login is known by. It becomes a session or a challenge, never both, so one id and one secret do for either: the
 * secret is the session's credential, or the ticket.
 */
export class LoginCredentials {
  readonly id: string = newId()
  readonly secret: string = newSecret()
  readonly hash: string = hashSecret(this.secret)
  readonly #key: KeyObject
  #code: string | undefined
  #codeHash: string | undefined

  /** @param key  The server's secret, under which the code is hashed. */
  constructor(key: KeyObject) {
    this.#key = key
  }

  /** Made when it is first asked for, since most logins need none; the same from then on. */
  get code(): string {
    this.#code ??= newCode()
    return this.#code
  }

  get codeHash(): string {
    this.#codeHash ??= hashCode(this.#key, this.id, this.code)
    return this.#codeHash
  }
}
