import type { Challenge } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { reportToParent } from '../../../../test-support/report-to-parent.ts'

/** Writes the same number into two tables, in one change, again and again. */
const [path = '', times = ''] = process.argv.slice(2)
const store = sqliteStore({ path, timeout: '60s' })
for (let count = 1; count <= Number(times); count++) {
  await store.update('user', (_current, now) => {
    const challenge: Challenge = {
      id: 'challenge',
      status: 'pending',
      ticketHash: '',
      codeShownOn: 'new-device',
      codeHash: '',
      prompt: true,
      device: { userAgent: '', ip: '' },
      createdAt: now,
      expiresAt: now + 60_000,
      wrongAnswers: count,
      idleTimeoutMs: 1,
      absoluteTimeoutMs: 1,
    }
    const writes = { sessions: [], challenges: [challenge], wrongAnswers: { count, lastAt: now } }
    return { writes, events: [], result: null }
  })
}
reportToParent({ done: true })
