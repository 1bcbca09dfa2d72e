import { randomUUID } from 'node:crypto'
import { type OpenedStore, storeCases } from '@seatkit/conformance'
import { type RedisClient, recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'

type Connection = RedisClient & { connect(): Promise<void>; disconnect(): void }

const VERSIONS: readonly (readonly [version: string, open: (port: number) => Connection])[] = [
  ['6', (port) => new Redis({ port, lazyConnect: true, ...recommendedOptions })],
  ['5', (port) => new Redis5({ port, lazyConnect: true, ...recommendedOptions })],
]

describe.each(VERSIONS)('redisStore on ioredis %s', (_version, connectionTo) => {
  let server: RedisServer
  let clients: readonly Connection[]
  beforeAll(async () => {
    server = await startRedis(['--appendonly', 'yes'])
    clients = [connectionTo(server.port), connectionTo(server.port)]
    await Promise.all(clients.map((client) => client.connect()))
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
