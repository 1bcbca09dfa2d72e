import type { HttpTarget } from './http-target.ts'

/** A case before it is told where the server is. */
export interface HttpCaseDefinition {
  readonly id: string
  readonly promise: `MUST ${string}` | `SHOULD ${string}`
  readonly check: (target: HttpTarget) => Promise<void>
}

type Cases = Readonly<
  Record<string, readonly [promise: HttpCaseDefinition['promise'], check: HttpCaseDefinition['check']]>
>

/** Cases written as a table: id → promise and check. */
export function defineHttpCases(cases: Cases): readonly HttpCaseDefinition[] {
  return Object.entries(cases).map(([id, [promise, check]]) => ({ id, promise, check }))
}
