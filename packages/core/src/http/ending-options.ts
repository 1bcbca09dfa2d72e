import { type Duration, durationMs } from '../policy/index.ts'

/** What the routes ask of a person who ends other sessions of the account. Signing oneself out is always allowed. */
export interface EndingOptions {
  /**
   * Who ends other sessions has to have proved this recently who they are; others get 401 `reauthentication-required`
   * (OWASP ASVS 7.5.2). Default: whoever is signed in may.
   */
  readonly freshWithin?: Duration
  /**
   * A session has to be this old to end sessions that began before it; until then 403 `session-too-young`. Who has stolen
   * a password cannot throw the owner out with it at once. Default: no such age.
   */
  readonly minAgeToEndOthers?: Duration
}

/** {@link EndingOptions} checked; without a rule, `undefined`. */
export interface ResolvedEndingOptions {
  readonly freshWithinMs: number | undefined
  readonly minAgeMs: number | undefined
}

/** @throws {TypeError} When one of them is no duration. */
export function resolveEndingOptions({
  freshWithin,
  minAgeToEndOthers,
}: EndingOptions): ResolvedEndingOptions {
  return {
    freshWithinMs: freshWithin === undefined ? undefined : durationMs('freshWithin', freshWithin),
    minAgeMs:
      minAgeToEndOthers === undefined ? undefined : durationMs('minAgeToEndOthers', minAgeToEndOthers),
  }
}
