export * from './check-redis.ts'
export * from './recommended-options.ts'
export type { RedisArgument, RedisClient, RedisNode } from './redis-client.ts'
export * from './redis-store.ts'
