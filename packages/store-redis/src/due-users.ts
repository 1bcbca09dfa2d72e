import { randomInt } from 'node:crypto'
import type { RedisCalls } from './redis-calls.ts'
import { textsReply } from './replies.ts'
import { dueScript } from './scripts/index-scripts.ts'
import { BUCKETS } from './user-keys.ts'

/** Buckets that are asked for at the same time. */
const AT_ONCE = 256

/**
 * Users whom the buckets' indexes name for now or earlier. What an index says is a hint, which the caller checks.
 *
 * Starts at a random bucket, so that a long list in one does not keep the others waiting for ever.
 */
export async function* dueUsers(
  calls: RedisCalls,
  keyOf: (bucket: string) => string,
  limit: number,
): AsyncIterable<string> {
  const start = randomInt(BUCKETS.length)
  const inTurn = [...BUCKETS.slice(start), ...BUCKETS.slice(0, start)]
  for (let done = 0; done < BUCKETS.length; done += AT_ONCE) {
    const buckets = inTurn.slice(done, done + AT_ONCE)
    const lists = await Promise.all(buckets.map((bucket) => calls.run(dueScript, [keyOf(bucket)], [limit])))
    yield* lists.flatMap(({ reply }) => textsReply(reply))
  }
}
