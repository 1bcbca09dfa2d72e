/**
 * A connection that listens, as far as the bus uses one: it is for the bus alone. `Redis` of ioredis 5 and 6 is such, made
 * with {@link recommendedSubscriberOptions}; so is a `Cluster` made with `shardedSubscribers: true`.
 */
export interface RedisSubscriber {
  ssubscribe(channel: string): Promise<unknown>
  sunsubscribe(channel: string): Promise<unknown>
  on(event: 'smessage', listener: (channel: string, message: string) => void): unknown
  on(event: 'ready' | 'subscribersReady', listener: () => void): unknown
  /** True for a `Cluster`, which listens again by itself. */
  readonly isCluster?: boolean
}

/** A connection that publishes, as far as the bus uses one. It may be the store's. */
export interface RedisPublisher {
  spublish(channel: string, message: string): Promise<unknown>
}
