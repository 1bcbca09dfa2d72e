import { type Duration, durationMs, RECENT_COUNT, RECENT_MS } from '@seatkit/core'
import type { Durability } from './durability.ts'
import type { HistoryLimits } from './history-limits.ts'
import type { RedisClient } from './redis-client.ts'

export interface RedisStoreOptions {
  /**
   * The connection, of ioredis 5 or 6: a `Redis`, also one that asks Sentinels, or a `Cluster`. Whoever made it closes it.
   * See {@link recommendedOptions}.
   */
  readonly client: RedisClient
  /** What all keys begin with: applications that share a Redis need one each. Default `'sk:'`. */
  readonly prefix?: string
  /** How long ended sessions and audit events are kept; ten minutes or more. Default 90 days. */
  readonly retention?: Duration
  /** How many ended sessions are kept for each user; of audit events, ten times as many. Default 100. */
  readonly historySize?: number
  /** How long a call may take before it fails. Default 2 seconds. */
  readonly timeout?: Duration
  /**
   * Has logins and ends wait for replicas (`WAIT`), so that a fail-over to one of those keeps them. Their time is
   * less than half of `timeout`.
   * Default: they are acknowledged by the master alone.
   */
  readonly durability?: Durability
}

/** The options but the client, with their defaults, in milliseconds. */
export interface ResolvedRedisStoreOptions {
  readonly prefix: string
  readonly timeoutMs: number
  readonly limits: HistoryLimits
  readonly durability: Durability | null
}

const EVENTS_PER_SESSION = 10

/** @throws {TypeError} Naming the option that is wrong, and what would be right. */
export function resolveRedisStoreOptions({
  prefix = 'sk:',
  retention = '90d',
  historySize = 100,
  timeout = '2s',
  durability,
}: RedisStoreOptions): ResolvedRedisStoreOptions {
  const retentionMs = durationMs('retention', retention)
  if (retentionMs < RECENT_MS) {
    throw new TypeError("retention: decisions look back ten minutes; write '10m' or more")
  }
  if (!Number.isSafeInteger(historySize) || historySize < RECENT_COUNT) {
    throw new TypeError(
      `historySize: decisions look back at ${RECENT_COUNT} sessions; write that or a larger whole number`,
    )
  }
  const timeoutMs = durationMs('timeout', timeout)
  if (durability && !(durability.timeoutMs < timeoutMs / 2)) {
    throw new TypeError(`durability.timeoutMs: has to be less than half of timeout, which is ${timeoutMs}`)
  }
  const limits = { retentionMs, sessions: historySize, events: historySize * EVENTS_PER_SESSION }
  return { prefix, timeoutMs, limits, durability: durability ?? null }
}
