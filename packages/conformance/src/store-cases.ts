import type { SessionStore } from '@seatkit/core'
import { cleaningCases } from './cases/cleaning-cases.ts'
import { listCases } from './cases/list-cases.ts'
import { raceCases } from './cases/race-cases.ts'
import { raceChallengeCases } from './cases/race-challenge-cases.ts'
import { readingCases } from './cases/reading-cases.ts'
import { touchCases } from './cases/touch-cases.ts'
import { updateCases } from './cases/update-cases.ts'
import { writeCases } from './cases/write-cases.ts'
import type { CaseDefinition } from './define-cases.ts'

/** The store under test, opened twice on the same data, which is empty. */
export interface OpenedStore {
  /**
   * Two handles, as two processes would have them: separate connections, queues and caches. A store that lives in one
   * process gives the same object twice.
   */
  readonly handles: readonly [SessionStore, SessionStore]
  /** Closes both and throws the data away. Called once, whether the case passed or not. */
  close(): void | Promise<void>
}

/** Cases that a store does not pass, and why not. */
export interface Deviation {
  /** One sentence, shown beside the case. */
  readonly reason: string
  readonly ids: readonly string[]
}

export interface StoreCasesOptions {
  /** Opens a store that holds nothing, with its default options. Called once for each case. */
  readonly open: () => OpenedStore | Promise<OpenedStore>
  /** Declared deviations. Default none. */
  readonly skip?: readonly Deviation[]
}

/** One promise of the store contract, ready for any test runner: `it(name, run)`. */
export interface StoreCase {
  /** Stable: it keeps its meaning, and is not used again when a case is withdrawn. */
  readonly id: string
  /** What is promised, after the id: `'S01 MUST …'`. MUST and SHOULD as in RFC 2119. */
  readonly name: string
  /** Why the store declares that it deviates; absent where it does not. */
  readonly skipped?: string
  /** Rejects with an `AssertionError`, or with the store's own error, when the promise is broken. */
  readonly run: () => Promise<void>
}

const DEFINITIONS: readonly CaseDefinition[] = [
  ...updateCases,
  ...writeCases,
  ...touchCases,
  ...readingCases,
  ...listCases,
  ...cleaningCases,
  ...raceCases,
  ...raceChallengeCases,
]

/**
 * The `SessionStore` contract as data: one case for each promise.
 *
 * No case needs a clock that can be moved, since a database's cannot be: where time has to have passed, sessions are
 * written with instants that lie in the past. No case waits.
 *
 * @throws {TypeError} `skip` names an id that there is not, or gives no reason.
 * @example
 * for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
 */
export function storeCases({ open, skip = [] }: StoreCasesOptions): readonly StoreCase[] {
  refuseUnknownIds(skip)
  return DEFINITIONS.map(({ id, promise, check }) => {
    const reason = skip.find(({ ids }) => ids.includes(id))?.reason
    return {
      id,
      name: `${id} ${promise}`,
      ...(reason !== undefined && { skipped: reason }),
      run: async () => {
        const opened = await open()
        try {
          await check(...opened.handles)
        } finally {
          await opened.close()
        }
      },
    }
  })
}

function refuseUnknownIds(skip: readonly Deviation[]): void {
  const known = new Set(DEFINITIONS.map(({ id }) => id))
  for (const { reason, ids } of skip) {
    if (reason.trim() === '') throw new TypeError(`skip: ${ids.join(', ')} needs a reason`)
    for (const id of ids) {
      if (!known.has(id)) throw new TypeError(`skip: there is no case '${id}'`)
    }
  }
}
