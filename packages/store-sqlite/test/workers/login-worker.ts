import type { PolicyOptions, SessionStore } from '@seatkit/core'
import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import { reportToParent } from '../../../../test-support/report-to-parent.ts'
import { racyUpdate } from '../fixtures/flawed-stores.ts'

/** One round: so many logins of one user, all started before the first has an answer. */
export interface LoginRound {
  readonly userId: string
  readonly policy: PolicyOptions
  readonly logins: number
}

/** What came of each login: the status of its answer, or the name of the error. */
export interface LoginRoundResult {
  readonly outcomes: readonly string[]
}

/** The disk of a busy machine may take seconds; what is tested here is not a time. */
const timeout = '60s'
const [path = '', name = '', update = 'atomic'] = process.argv.slice(2)
const store = sqliteStore({ path, timeout })
const apply: SessionStore['update'] =
  update === 'racy' ? racyUpdate(store) : (userId, decide) => store.update(userId, decide)

process.on('message', async ({ userId, policy: options, logins }: LoginRound) => {
  const policy = new SessionPolicy(options)
  const outcomes = await Promise.all(
    Array.from({ length: logins }, async (_, index) => {
      try {
        const request = signInRequest(`${name}-${index}`)
        return (await apply(userId, (current, now) => policy.admit(current, request, now))).result.status
      } catch (error) {
        return error instanceof Error ? error.name : String(error)
      }
    }),
  )
  reportToParent({ outcomes } satisfies LoginRoundResult)
})
reportToParent({ ready: true })
