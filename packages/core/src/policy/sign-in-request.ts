import type { Device } from './session.ts'

/**
 * A login whose password (or passkey, or …) the application has checked. All ids and hashes are given, and the same however
 * often they are read, because a decision may run more than once: the same request decided twice is one login.
 */
export interface SignInRequest {
  /** The id the session gets if it is admitted. */
  readonly sessionId: string
  readonly credentialHash: string
  /** The id the challenge gets if it has to wait, and what its ticket and code hash to; the code only where it shows one. */
  readonly challengeId: string
  readonly ticketHash: string
  readonly codeHash: string
  readonly device: Device
  /** Limits for this login alone ("remember me"); the policy's own where absent. */
  readonly idleTimeoutMs?: number
  readonly absoluteTimeoutMs?: number
}
