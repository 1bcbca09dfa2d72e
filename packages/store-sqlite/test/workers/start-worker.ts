import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import { reportToParent } from '../../../../test-support/report-to-parent.ts'

/** Waits for the word, so that several open the file in the same moment, and then signs a user in. */
const [path = '', name = ''] = process.argv.slice(2)
process.on('message', async () => {
  const store = sqliteStore({ path, timeout: '60s' })
  const policy = new SessionPolicy()
  const request = signInRequest(name)
  const { result } = await store.update(name, (current, now) => policy.admit(current, request, now))
  reportToParent({ status: result.status })
})
reportToParent({ ready: true })
