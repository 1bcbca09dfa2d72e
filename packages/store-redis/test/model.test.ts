import { randomInt, randomUUID } from 'node:crypto'
import { memoryStore, type SessionStore } from '@seatkit/core'
import { recommendedOptions, redisStore } from '@seatkit/store-redis'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { everything } from '../../../test-support/races/audited.ts'
import { POLICIES, type Step, Storyteller, step } from './fixtures/story.ts'

const STORIES = process.env.SEATKIT_LONG ? 5_000 : 100
const SEED = Number(process.env.SEATKIT_SEED ?? randomInt(2 ** 31))
console.log(`redis and memory tell the same stories: SEATKIT_SEED=${SEED}`)

let client: Redis

beforeAll(async () => {
  client = new Redis(inject('redisUrl'), { lazyConnect: true, ...recommendedOptions })
  await client.connect()
})
afterAll(() => client.disconnect())

it(`answers as the memory store does, in ${STORIES} random stories`, async () => {
  const stories = fc.array(step, { minLength: 1, maxLength: 60 })
  await fc.assert(fc.asyncProperty(stories, fc.constantFrom(...POLICIES.keys()), expectSameStory), {
    seed: SEED,
    numRuns: STORIES,
  })
}, 3_600_000)

/** Redis has a clock of its own: it takes each step first, and the model then takes it at the instant that Redis said. */
async function expectSameStory(story: readonly Step[], policy: number): Promise<void> {
  const rules = POLICIES[policy]
  if (rules === undefined) throw new Error(`there is no policy ${policy}`)
  const store = redisStore({ client, prefix: `${randomUUID()}:`, retention: '1d', timeout: '60s' })
  const told = new Storyteller(store, rules)
  const model = memoryStore({ clock: () => told.now, retention: '1d' })
  const expected = new Storyteller(model, rules)
  for (const [number, one] of story.entries()) {
    const answer = await told.take(one, number)
    expect(answer, `step ${number}: ${one.does}`).toEqual(await expected.take(one, number))
  }
  for (const userId of ['user-0', 'user-1', 'user-2']) {
    expect(await everythingOf(store, userId)).toEqual(await everythingOf(model, userId))
  }
}

async function everythingOf(store: SessionStore, userId: string): Promise<object> {
  const { user } = await store.read(userId)
  const byId = <T extends { readonly id: string }>(items: readonly T[]): T[] =>
    items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return {
    read: { ...user, sessions: byId(user.sessions), challenges: byId(user.challenges) },
    history: await everything((page) => store.history(userId, { ...page, limit: 3 })),
    audit: await everything((page) => store.audit(userId, { ...page, limit: 7 })),
  }
}
