import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type OpenedStore, storeCases } from '@seatkit/conformance'
import { checkRedis, recommendedOptions, redisBus, redisStore } from '@seatkit/store-redis'
import fc from 'fast-check'
import { Cluster } from 'ioredis'
import { Cluster as Cluster5 } from 'ioredis5'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import { type RedisCluster, startRedisCluster } from '../../../test-support/redis-cluster.ts'
import { UserKeys } from '../src/user-keys.ts'
import { logIn, touch } from './fixtures/log-in.ts'

const OPTIONS = { redisOptions: recommendedOptions, enableOfflineQueue: false } as const

let cluster: RedisCluster
let clients: readonly [Cluster, Cluster5]

beforeAll(async () => {
  cluster = await startRedisCluster(3)
  const nodes = cluster.masters.map(({ port }) => ({ host: '127.0.0.1', port }))
  clients = [new Cluster(nodes, OPTIONS), new Cluster5(nodes, OPTIONS)]
  await Promise.all(clients.map((client) => once(client, 'ready')))
}, 60_000)

afterAll(async () => {
  for (const client of clients) client.disconnect()
  await cluster[Symbol.asyncDispose]()
})

describe('redisStore on a cluster of three masters, from ioredis 6 and 5 at once', () => {
  const open = (): OpenedStore => {
    const options = { prefix: `${randomUUID()}:`, timeout: '60s' } as const
    const [one, other] = clients
    const handles = [
      redisStore({ client: one, ...options }),
      redisStore({ client: other, ...options }),
    ] as const
    return { handles, close: () => {} }
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
})

describe('Redis Cluster', () => {
  it('is checked node by node', async () => {
    expect(await checkRedis(clients[0])).toEqual([])
    expect(await checkRedis(clients[1])).toEqual([])
  })

  it('has all keys of a user in one slot, whatever the user id, and users in many', async () => {
    const slots = new Set<number>()
    const userIds = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 })
    const withBraces = fc.stringMatching(/^[{}:a*]{1,10}$/)
    await fc.assert(
      fc.asyncProperty(fc.oneof(userIds, withBraces), async (userId) => {
        const keys = new UserKeys('sk:', userId).all
        const found = await Promise.all(keys.map((key) => clients[0].cluster('KEYSLOT', key)))
        expect(new Set(found).size).toBe(1)
        slots.add(Number(found[0]))
      }),
      { numRuns: 50 },
    )
    expect(slots.size).toBeGreaterThan(20)
  })

  it('goes on while the slot of a user that is logging in moves to another master', async () => {
    const [client] = clients
    const store = redisStore({ client, timeout: '30s' })
    const slot = Number(await client.cluster('KEYSLOT', new UserKeys('sk:', 'moving').user))
    for (let index = 0; index < 5; index++) await logIn(store, 'moving', `before ${index}`)

    let isMoving = true
    const errors: unknown[] = []
    let logins = 0
    const traffic = Array.from({ length: 4 }, async (_, worker) => {
      for (let count = 0; isMoving || count < 3; count++) {
        const name = `${worker}-${count}`
        try {
          await logIn(store, 'moving', name)
          await touch(store, 'moving', name)
          logins++
        } catch (error) {
          errors.push(error)
        }
      }
    })
    for (let move = 0; move < 3; move++) await cluster.moveSlot(slot)
    isMoving = false
    await Promise.all(traffic)

    expect(errors).toEqual([])
    expect(logins).toBeGreaterThan(0)
    const { open, most } = await audited(store, 'moving')
    expect(most).toBeLessThanOrEqual(3)
    expect(open).toEqual(await openSessions(store, 'moving'))
    expect(open.size).toBe(3)
  }, 60_000)

  it('carries events to who listens, from the node that has the channel', async () => {
    const nodes = cluster.masters.map(({ port }) => ({ host: '127.0.0.1', port }))
    const subscriber = new Cluster(nodes, { ...OPTIONS, shardedSubscribers: true })
    await once(subscriber, 'ready')
    const bus = redisBus({ client: clients[0], subscriber })
    for (let index = 0; index < 10; index++) {
      const userId = `user-${index}`
      const heard = new Promise((resolve) => {
        void bus.subscribe(userId, { onEvents: resolve, onGap: () => {} }).then(() => bus.publish(userId, []))
      })
      expect(await heard).toEqual([])
    }
    subscriber.disconnect()
  })
})
