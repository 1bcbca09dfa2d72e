import { setTimeout as pause } from 'node:timers/promises'
import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { reportToParent } from '../../../../test-support/report-to-parent.ts'
import { openStore } from '../stores/postgres.ts'

/** A login that was acknowledged: from now on it has to be there, whatever is killed. */
export interface Acknowledged {
  readonly userId: string
  readonly sessionId: string
}

const [place = '', name = ''] = process.argv.slice(2)
const store = openStore(place)
const policy = new SessionPolicy({ maxSessions: 3, approvalFrom: 'never', onLimit: 'end-oldest' })

/** So few that all that is known of a user is read at once. */
const LOGINS_OF_A_USER = 50

async function logInAgainAndAgain(loop: number): Promise<never> {
  for (let count = 0; ; count++) {
    const userId = `${name}-${loop}-${Math.floor(count / LOGINS_OF_A_USER)}`
    const request = signInRequest(`${userId}-${count}`)
    try {
      await store.update(userId, (current, now) => policy.admit(current, request, now))
      reportToParent({ userId, sessionId: request.sessionId } satisfies Acknowledged)
    } catch {
      // Postgres is down: an application would answer 503, and its user would try again.
      await pause(10)
    }
  }
}

await Promise.all([1, 2, 3, 4].map(logInAgainAndAgain))
