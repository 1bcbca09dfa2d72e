import type { SessionStore } from '@seatkit/core'

/** A case before a store is given to it. */
export interface CaseDefinition {
  readonly id: string
  readonly promise: `MUST ${string}` | `SHOULD ${string}`
  /** @param store  One handle. @param other  Another handle on the same data. */
  readonly check: (store: SessionStore, other: SessionStore) => Promise<void>
}

type Cases = Readonly<
  Record<string, readonly [promise: CaseDefinition['promise'], check: CaseDefinition['check']]>
>

/** Cases written as a table: id → promise and check. */
export function defineCases(cases: Cases): readonly CaseDefinition[] {
  return Object.entries(cases).map(([id, [promise, check]]) => ({ id, promise, check }))
}
