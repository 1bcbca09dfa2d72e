import { randomInt } from 'node:crypto'
import type { RedisCalls } from './redis-calls.ts'
import { textsReply } from './replies.ts'
import { dueScript } from './scripts/index-scripts.ts'
import { BUCKETS } from './user-keys.ts'

/** Buckets that are asked for at the same time. */
const AT_ONCE = 64

/**
 * Users whom the buckets' indexes name for now or earlier. What an index says is a hint, which the caller checks.
 *
 * Starts at a random bucket, so that a long list in one does not keep the others waiting for ever.
 */
export async function* dueUsers(
  calls: RedisCalls,
  keyOf: (bucket: number) => string,
  limit: number,
): AsyncIterable<string> {
  const start = randomInt(BUCKETS)
  for (let done = 0; done < BUCKETS; done += AT_ONCE) {
    const buckets = Array.from({ length: AT_ONCE }, (_, index) => (start + done + index) % BUCKETS)
    const lists = await Promise.all(buckets.map((bucket) => calls.run(dueScript, [keyOf(bucket)], [limit])))
    yield* lists.flatMap(textsReply)
  }
}
