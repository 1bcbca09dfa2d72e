import { type PolicyOptions, SessionPolicy, type SessionStore } from '@seatkit/core'
import { reportToParent } from '../report-to-parent.ts'
import { type RaceStep, takeStep } from './race-step.ts'

/** A file that opens the store under test. `place` says where it is: a path, a port, an address. */
export interface StoreModule {
  openStore(place: string): SessionStore | Promise<SessionStore>
}

/** Steps that are all begun before the first has an answer. */
export interface RaceLeg {
  readonly userId: string
  readonly policy: PolicyOptions
  readonly steps: readonly RaceStep[]
}

export interface RaceLegResult {
  readonly outcomes: readonly string[]
}

const [module = '', place = ''] = process.argv.slice(2)
const { openStore } = (await import(module)) as StoreModule
const store = await openStore(place)

process.on('message', async ({ userId, policy: options, steps }: RaceLeg) => {
  const policy = new SessionPolicy(options)
  const outcomes = await Promise.all(steps.map((step) => takeStep(store, policy, userId, step)))
  reportToParent({ outcomes } satisfies RaceLegResult)
})
reportToParent({ ready: true })
