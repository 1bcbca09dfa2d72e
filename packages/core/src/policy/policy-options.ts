import type { CodeShownOn } from './challenge.ts'
import { type Duration, describe, durationMs } from './duration.ts'

/**
 * What happens to a login when every seat is taken.
 *
 * - `'reject'`: it is refused, and told who holds the seats
 * - `'end-oldest'`: the session with the earliest login ends · `'end-least-recent'`: the one idle for longest does
 * - `'end-all'`: all of them end
 */
export type OnLimit = 'reject' | 'end-oldest' | 'end-least-recent' | 'end-all'

const ON_LIMIT: readonly OnLimit[] = ['reject', 'end-oldest', 'end-least-recent', 'end-all']
const CODE_SHOWN_ON: readonly CodeShownOn[] = ['new-device', 'trusted-device']

/** How {@link SessionPolicy} decides. Durations are milliseconds or text with a unit, such as `'60m'`. */
export interface PolicyOptions {
  /** Active sessions a user may have at once. Default 2. */
  readonly maxSessions?: number | 'unlimited'
  /**
   * From which session on a signed-in device has to approve: 2 = the second needs approval. `'never'` = none does.
   * Default 2, or `'never'` when `maxSessions` is 1. A login that `onLimit` makes room for is not asked for approval:
   * where sharing is the worry, keep `'reject'`.
   */
  readonly approvalFrom?: number | 'never'
  /** What a login meets when all seats are taken. Default `'reject'`. */
  readonly onLimit?: OnLimit
  /** A session ends when this long has passed without activity. Default 60 minutes (NIST SP 800-63B AAL2). */
  readonly idleTimeout?: Duration
  /** A session ends this long after its login, active or not. Default 24 hours (NIST SP 800-63B AAL2). */
  readonly absoluteTimeout?: Duration
  /**
   * Activity is recorded at most this often, and at least every tenth of the idle limit. A session is never alive
   * longer than `idleTimeout` after its last activity, and ends at most this much early. Default 60 seconds.
   */
  readonly touchInterval?: Duration
  readonly challenge?: {
    /** How long a login waits for its code to be typed. Default 2 minutes, at most 10 (OWASP ASVS 6.5.5). */
    readonly timeout?: Duration
    /**
     * Logins that may wait at once; pending ones hold no seat, but each is a prompt. While there are no prompts
     * (`maxPrompts`, "not me") up to 30 more wait without one. Default 3.
     */
    readonly maxPending?: number
    /**
     * Prompts that a user gets for waiting logins without having approved one; after so many there are none until 10
     * minutes have passed (OWASP ASVS 6.6.4). Further logins wait without a prompt. Default 10.
     */
    readonly maxPrompts?: number
    /** Which device shows the code; it is typed on the other one. Default `'new-device'`. */
    readonly codeShownOn?: CodeShownOn
  }
}

/** {@link PolicyOptions} checked and complete; no limit and no approval are `Infinity`. */
export interface ResolvedPolicyOptions {
  readonly maxSessions: number
  readonly approvalFrom: number
  readonly onLimit: OnLimit
  readonly idleTimeoutMs: number
  readonly absoluteTimeoutMs: number
  readonly touchIntervalMs: number
  readonly challenge: {
    readonly timeoutMs: number
    readonly maxPending: number
    readonly maxPrompts: number
    readonly codeShownOn: CodeShownOn
  }
}

const MAX_CHALLENGE_TIMEOUT_MS = 600_000

/** @throws {TypeError} Naming the option that is wrong, and what would be right. */
export function resolvePolicyOptions(options: PolicyOptions): ResolvedPolicyOptions {
  refuseUnknownOptions('', options, [
    'maxSessions',
    'approvalFrom',
    'onLimit',
    'idleTimeout',
    'absoluteTimeout',
    'touchInterval',
    'challenge',
  ])
  const maxSessions = maxSessionsOf(options.maxSessions ?? 2)
  const challenge = options.challenge ?? {}
  refuseUnknownOptions('challenge.', challenge, ['timeout', 'maxPending', 'maxPrompts', 'codeShownOn'])
  return {
    maxSessions,
    approvalFrom: approvalFromOf(options.approvalFrom ?? (maxSessions === 1 ? 'never' : 2), maxSessions),
    onLimit: oneOf('onLimit', options.onLimit ?? 'reject', ON_LIMIT),
    idleTimeoutMs: durationMs('idleTimeout', options.idleTimeout ?? '60m'),
    absoluteTimeoutMs: durationMs('absoluteTimeout', options.absoluteTimeout ?? '24h'),
    touchIntervalMs: durationMs('touchInterval', options.touchInterval ?? '60s'),
    challenge: {
      timeoutMs: challengeTimeoutOf(challenge.timeout ?? '2m'),
      maxPending: positiveInteger('challenge.maxPending', challenge.maxPending ?? 3, ''),
      maxPrompts: positiveInteger('challenge.maxPrompts', challenge.maxPrompts ?? 10, ''),
      codeShownOn: oneOf('challenge.codeShownOn', challenge.codeShownOn ?? 'new-device', CODE_SHOWN_ON),
    },
  }
}

function maxSessionsOf(value: number | 'unlimited'): number {
  if (value === 'unlimited') return Number.POSITIVE_INFINITY
  return positiveInteger('maxSessions', value, " or 'unlimited'")
}

function approvalFromOf(value: number | 'never', maxSessions: number): number {
  if (value === 'never') return Number.POSITIVE_INFINITY
  if (!Number.isSafeInteger(value) || value < 2) {
    throw new TypeError(
      `approvalFrom: ${describe(value)} is not possible; write 2 or more, since nobody can approve a first session, or 'never'`,
    )
  }
  if (value > maxSessions) {
    const possible = maxSessions === 1 ? "'never'" : `at most ${maxSessions}, or 'never'`
    throw new TypeError(
      `approvalFrom: ${value} is above maxSessions (${maxSessions}), so no session would ever need approval; write ${possible}`,
    )
  }
  return value
}

function oneOf<T extends string>(name: string, value: T, possible: readonly T[]): T {
  if (possible.includes(value)) return value
  throw new TypeError(`${name}: ${describe(value)} is not one of ${possible.map(describe).join(', ')}`)
}

function challengeTimeoutOf(value: Duration): number {
  const timeoutMs = durationMs('challenge.timeout', value)
  if (timeoutMs <= MAX_CHALLENGE_TIMEOUT_MS) return timeoutMs
  throw new TypeError(
    `challenge.timeout: ${describe(value)} is too long; a code may be valid for at most 10 minutes ('10m')`,
  )
}

function positiveInteger(name: string, value: unknown, alternative: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new TypeError(
    `${name}: ${describe(value)} is not possible; write a whole number from 1${alternative}`,
  )
}

/** A misspelt limit must not silently be the default one. */
function refuseUnknownOptions(prefix: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw new TypeError(`${prefix}${name}: there is no such option; there are ${known.join(', ')}`)
  }
}
