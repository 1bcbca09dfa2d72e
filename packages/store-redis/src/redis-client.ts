/** What goes into a command. */
export type RedisArgument = string | number

/** One node, as far as it is asked about itself. */
export interface RedisNode {
  /** The `INFO` text: all its default sections. */
  info(): Promise<string>
}

/** As far as the store uses one. */
export interface RedisPipeline {
  evalsha(sha: string, keyCount: number, ...keysAndArguments: RedisArgument[]): RedisPipeline
  wait(replicas: number, timeoutMs: number): RedisPipeline
  exec(): Promise<[error: Error | null, result: unknown][] | null>
}

/**
 * A connection to Redis, as far as the store uses one. `Redis` and `Cluster` of ioredis 5 and 6 are such.
 *
 * The application makes it, with {@link recommendedOptions}, and closes it.
 */
export interface RedisClient {
  evalsha(sha: string, keyCount: number, ...keysAndArguments: RedisArgument[]): Promise<unknown>
  eval(script: string, keyCount: number, ...keysAndArguments: RedisArgument[]): Promise<unknown>
  /** Commands that go out on one connection, one directly after the other. */
  pipeline(): RedisPipeline
  info(): Promise<string>
  /** Present on a `Cluster`. */
  nodes?(role: 'master'): readonly RedisNode[]
}
