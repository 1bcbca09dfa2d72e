import { reportToParent } from '../../../../test-support/report-to-parent.ts'
import { logIn } from '../fixtures/log-in.ts'
import { openStore } from '../stores/redis.ts'

/** A login that was acknowledged: from now on it has to be there, whatever is killed. */
export interface Acknowledged {
  readonly userId: string
  readonly name: string
}

const [port = '', prefix = ''] = process.argv.slice(2)
const store = await openStore(port)

async function logInAgainAndAgain(userId: string): Promise<never> {
  for (let count = 0; ; count++) {
    const name = `${prefix}-${userId}-${count}`
    try {
      await logIn(store, userId, name)
      reportToParent({ userId, name } satisfies Acknowledged)
    } catch {
      // Not acknowledged, so it may be there or not. Redis is perhaps starting again.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

await Promise.all(['user-0', 'user-1', 'user-2', 'user-3'].map(logInAgainAndAgain))
