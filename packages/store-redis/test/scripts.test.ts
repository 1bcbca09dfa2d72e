import { redisStore } from '@seatkit/store-redis'
import type { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { startRedis } from '../../../test-support/redis-server.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'

const HOSTILE = [
  "') redis.call('FLUSHALL') --",
  ']] return redis.call("FLUSHALL") --',
  '"; redis.call("SET", "planted", 1) --',
  '\\\r\n*1\r\n$8\r\nFLUSHALL\r\n',
  '$(shutdown)',
  '{}{*}',
]

it('P18 scripts are constant: nothing that a client sends is part of one', async () => {
  await using server = await startRedis(['--appendonly', 'yes'])
  const client = await connect(server.port)
  const store = redisStore({ client })
  const story = async (userId: string, name: string): Promise<void> => {
    await logIn(store, userId, name)
    await touch(store, userId, name)
    await end(store, userId, name)
    await store.history(userId, { limit: 10 })
    await store.audit(userId, { limit: 10 })
    await store.purge(10)
  }
  await story('user', 'a')
  const scripts = await cachedScripts(client)
  for (const text of HOSTILE) await story(text, text)
  expect(await cachedScripts(client)).toBe(scripts)
  expect((await store.history('user', { limit: 10 })).items).toHaveLength(1)
  for (const text of HOSTILE) {
    const { items } = await store.history(text, { limit: 10 })
    expect(items.map(({ userId, id }) => [userId, id])).toEqual([[text, `session-${text}`]])
  }
  expect(await client.exists('planted')).toBe(0)
  client.disconnect()
})

it('a cursor that was made up begins a page somewhere, and is no failure of Redis', async () => {
  await using server = await startRedis(['--appendonly', 'yes'])
  const client = await connect(server.port)
  const store = redisStore({ client })
  await logIn(store, 'user', 'a')
  const { items } = await store.audit('user', { limit: 10 })
  for (const cursor of ['1.abc', '1.-', '1.0x1p', 'nonsense', `1.${'9'.repeat(64)}`]) {
    expect((await store.audit('user', { limit: 10, cursor })).items).toEqual(items)
  }
  client.disconnect()
})

/** How many scripts the server knows. */
async function cachedScripts(client: Redis): Promise<number> {
  const [, count] = /^number_of_cached_scripts:(\d+)/m.exec(await client.info('memory')) ?? []
  return Number(count)
}
