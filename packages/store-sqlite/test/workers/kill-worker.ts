import { SessionPolicy, type SessionStore } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import { reportToParent } from '../../../../test-support/report-to-parent.ts'
import { splitUpdate } from '../fixtures/flawed-stores.ts'

/** A login that was acknowledged: from now on it has to be there, whatever is killed. */
export interface Acknowledged {
  readonly userId: string
  readonly sessionId: string
}

const [path = '', name = '', update = 'atomic'] = process.argv.slice(2)
const store = sqliteStore({ path, timeout: '60s' })
const apply: SessionStore['update'] =
  update === 'split' ? splitUpdate(store) : (userId, decide) => store.update(userId, decide)
const policy = new SessionPolicy({ maxSessions: 3, approvalFrom: 'never', onLimit: 'end-oldest' })

async function logInAgainAndAgain(userId: string): Promise<never> {
  for (let count = 0; ; count++) {
    const request = signInRequest(`${name}-${userId}-${count}`)
    await apply(userId, (current, now) => policy.admit(current, request, now))
    reportToParent({ userId, sessionId: request.sessionId } satisfies Acknowledged)
  }
}

await Promise.all(['user-0', 'user-1', 'user-2', 'user-3'].map(logInAgainAndAgain))
