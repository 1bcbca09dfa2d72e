import { once } from 'node:events'
import type { SessionStore } from '@seatkit/core'
import { recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'

/** @param place  The port. */
export async function openStore(place: string): Promise<SessionStore> {
  return redisStore({ client: await connectRedis(Number(place)) })
}

export async function connectRedis(port: number): Promise<Redis> {
  const client = new Redis({ port, ...recommendedOptions })
  await once(client, 'ready')
  return client
}
