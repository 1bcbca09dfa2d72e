import { setImmediate as turn } from 'node:timers/promises'
import { sqliteStore } from '@seatkit/store-sqlite'
import { expect, it } from 'vitest'
import { spawnWorker } from '../../../test-support/spawn-worker.ts'
import { temporaryFile } from './fixtures/temporary-file.ts'

it('reads a user as one commit left it, while another process writes', async () => {
  using file = temporaryFile()
  const store = sqliteStore({ path: file.path })
  const script = new URL('./workers/pair-worker.ts', import.meta.url)
  await using worker = spawnWorker(script, [file.path, '2000'])
  let done = false
  const finished = worker.receive().finally(() => {
    done = true
  })
  const seen = new Set<number>()
  while (!done) {
    const { user } = await store.read('user')
    const [challenge] = user.challenges
    expect(user.wrongAnswers.count).toBe(challenge?.wrongAnswers ?? 0)
    seen.add(user.wrongAnswers.count)
    await turn()
  }
  await finished
  expect(seen.size).toBeGreaterThan(10)
  store.close()
}, 60_000)
