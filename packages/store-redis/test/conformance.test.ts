import { randomUUID } from 'node:crypto'
import { type OpenedStore, storeCases } from '@seatkit/conformance'
import { redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'
import { connect } from './fixtures/connect.ts'

describe.each([
  ['6', Redis],
  ['5', Redis5],
])('redisStore on ioredis %s', (_version, Client) => {
  let server: RedisServer
  let clients: readonly [Redis, Redis]
  beforeAll(async () => {
    server = await startRedis(['--appendonly', 'yes'])
    clients = [await connect(server.port, Client), await connect(server.port, Client)]
  })
  afterAll(async () => {
    for (const client of clients) client.disconnect()
    await server[Symbol.asyncDispose]()
  })

  // Each case has a prefix of its own, which is as good as a Redis of its own.
  const open = (): OpenedStore => {
    const options = { prefix: `${randomUUID()}:`, timeout: '60s' } as const
    const [store, other] = clients.map((client) => redisStore({ client, ...options }))
    if (store === undefined || other === undefined) throw new Error('no clients')
    return { handles: [store, other], close: () => {} }
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
})
