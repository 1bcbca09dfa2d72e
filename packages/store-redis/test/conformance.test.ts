import { randomUUID } from 'node:crypto'
import { type OpenedStore, storeCases } from '@seatkit/conformance'
import { type RedisClient, recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { Redis as Redis5 } from 'ioredis5'
import { afterAll, beforeAll, describe, inject, it } from 'vitest'

type Connection = RedisClient & { connect(): Promise<void>; disconnect(): void }

const VERSIONS: readonly (readonly [version: string, open: (url: string) => Connection])[] = [
  ['6', (url) => new Redis(url, { lazyConnect: true, ...recommendedOptions })],
  ['5', (url) => new Redis5(url, { lazyConnect: true, ...recommendedOptions })],
]

describe.each(VERSIONS)('redisStore on ioredis %s', (_version, connectionTo) => {
  let clients: readonly Connection[]
  beforeAll(async () => {
    const url = inject('redisUrl')
    clients = [connectionTo(url), connectionTo(url)]
    await Promise.all(clients.map((client) => client.connect()))
  })
  afterAll(() => {
    for (const client of clients) client.disconnect()
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
