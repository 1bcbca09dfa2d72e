import { bodyCases } from './cases/body-cases.ts'
import { challengeCases } from './cases/challenge-cases.ts'
import { cookieCases } from './cases/cookie-cases.ts'
import { credentialCases } from './cases/credential-cases.ts'
import { directionCases } from './cases/direction-cases.ts'
import { freshCases } from './cases/fresh-cases.ts'
import { originCases } from './cases/origin-cases.ts'
import { outageCases } from './cases/outage-cases.ts'
import { pendingCases } from './cases/pending-cases.ts'
import { reportCases } from './cases/report-cases.ts'
import { rotationCases } from './cases/rotation-cases.ts'
import { routingCases } from './cases/routing-cases.ts'
import { sessionCases } from './cases/session-cases.ts'
import { signInCases } from './cases/sign-in-cases.ts'
import type { HttpCaseDefinition } from './define-http-cases.ts'
import type { HttpTarget } from './http-target.ts'

/** One promise of the HTTP surface, ready for any test runner: `it(name, run)`. */
export interface HttpCase {
  /** Stable: it keeps its meaning, and is not used again when a case is withdrawn. */
  readonly id: string
  /** What is promised, after the id: `'H01 MUST …'`. MUST and SHOULD as in RFC 2119. */
  readonly name: string
  /** Rejects with an `AssertionError` when the promise is broken. */
  readonly run: () => Promise<void>
}

const DEFINITIONS: readonly HttpCaseDefinition[] = [
  ...signInCases,
  ...sessionCases,
  ...challengeCases,
  ...pendingCases,
  ...cookieCases,
  ...credentialCases,
  ...originCases,
  ...bodyCases,
  ...routingCases,
  ...outageCases,
  ...freshCases,
  ...rotationCases,
  ...reportCases,
  ...directionCases,
]

/**
 * What Seatkit answers over HTTP, as data: one case for each promise, whatever framework is behind it.
 *
 * Each case works on users of its own, so all of them may run against one server, in any order and at once. No case waits.
 *
 * @param target  Where the server is, or a function that says so once it has started; called by each case.
 * @example
 * for (const { name, run } of httpCases({ url: 'http://127.0.0.1:4000', mount: '/sessions' })) it(name, run)
 */
export function httpCases(target: HttpTarget | (() => HttpTarget)): readonly HttpCase[] {
  return DEFINITIONS.map(({ id, promise, check }) => ({
    id,
    name: `${id} ${promise}`,
    run: () => check(typeof target === 'function' ? target() : target),
  }))
}
