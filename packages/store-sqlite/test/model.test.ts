import { randomInt } from 'node:crypto'
import { memoryStore, type SessionStore } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { everything } from '../../../test-support/races/audited.ts'
import { type Command, command, POLICIES, Storyteller } from './fixtures/commands.ts'
import { temporaryFile } from './fixtures/temporary-file.ts'

const STORIES = process.env.SEATKIT_LONG ? 5_000 : 100
const SEED = Number(process.env.SEATKIT_SEED ?? randomInt(2 ** 31))
console.log(`sqlite and memory tell the same stories: SEATKIT_SEED=${SEED}`)

it(`answers as the memory store does, in ${STORIES} random stories`, async () => {
  const stories = fc.array(command, { minLength: 1, maxLength: 60, size: 'max' })
  await fc.assert(
    fc.asyncProperty(stories, fc.constantFrom(...POLICIES.keys()), async (story, policy) => {
      using file = temporaryFile()
      await expectSameStory(file.path, story, policy)
    }),
    { seed: SEED, numRuns: STORIES },
  )
}, 3_600_000)

async function expectSameStory(path: string, story: readonly Command[], policy: number): Promise<void> {
  const [modelClock, clock] = [manualClock(), manualClock()]
  const model = memoryStore({ clock: modelClock.now, retention: '1d' })
  const store = sqliteStore({ path, clock: clock.now, retention: '1d', timeout: '60s' })
  const rules = POLICIES[policy]
  if (rules === undefined) throw new Error(`there is no policy ${policy}`)
  const expected = new Storyteller(model, modelClock, rules)
  const told = new Storyteller(store, clock, rules)
  try {
    for (const [number, step] of story.entries()) {
      const answer = await expected.take(step, number)
      expect(await told.take(step, number), `step ${number}`).toEqual(answer)
    }
    for (const userId of ['user-0', 'user-1', 'user-2']) {
      expect(await everythingOf(store, userId)).toEqual(await everythingOf(model, userId))
    }
  } finally {
    store.close()
  }
}

async function everythingOf(store: SessionStore, userId: string): Promise<object> {
  return {
    read: await store.read(userId),
    history: await everything((page) => store.history(userId, { ...page, limit: 3 })),
    audit: await everything((page) => store.audit(userId, { ...page, limit: 7 })),
  }
}
