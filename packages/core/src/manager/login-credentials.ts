import type { KeyObject } from 'node:crypto'
import type { Device, SignInRequest } from '../policy/index.ts'
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

  /** The login as the policy is asked about it. */
  requestFor(device: Device, limits: Limits): SignInRequest {
    return new LoginRequest(this, device, limits)
  }
}

type Limits = Pick<SignInRequest, 'idleTimeoutMs' | 'absoluteTimeoutMs'>

/** A class, for a literal with a getter has a shape of its own each time it is made, which only a full collection frees. */
class LoginRequest implements SignInRequest {
  readonly sessionId: string
  readonly credentialHash: string
  readonly challengeId: string
  readonly ticketHash: string
  readonly device: Device
  declare readonly idleTimeoutMs?: number
  declare readonly absoluteTimeoutMs?: number
  readonly #login: LoginCredentials

  constructor(login: LoginCredentials, device: Device, limits: Limits) {
    this.sessionId = login.id
    this.credentialHash = login.hash
    this.challengeId = login.id
    this.ticketHash = login.hash
    this.device = device
    this.#login = login
    Object.assign(this, limits)
  }

  get codeHash(): string {
    return this.#login.codeHash
  }
}
