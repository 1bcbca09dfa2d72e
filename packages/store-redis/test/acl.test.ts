import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { recommendedOptions, recommendedSubscriberOptions, redisBus, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { startRedis } from '../../../test-support/redis-server.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('needs no other rights than those that the README says', async () => {
  await using server = await startRedis(['--appendonly', 'yes'])
  const admin = await connect(server.port)
  const [, line = ''] = /^ACL (SETUSER .*)$/m.exec(README) ?? []
  await admin.call('ACL', ...line.split(' '))
  const login = { port: server.port, username: 'seatkit', password: 'password' }
  const client = new Redis({ ...login, ...recommendedOptions })
  const subscriber = new Redis({ ...login, ...recommendedSubscriberOptions })
  await Promise.all([client, subscriber].map((one) => once(one, 'ready')))

  const store = redisStore({ client, durability: { replicas: 0, timeoutMs: 100 } })
  for (const name of ['a', 'b', 'c', 'd']) await logIn(store, 'user', name)
  await end(store, 'user', 'b')
  expect((await touch(store, 'user', 'c'))?.session.id).toBe('session-c')
  expect((await store.find('user', 'session-a'))?.session.endReason).toBe('displaced')
  expect((await store.history('user', { limit: 10 })).items).toHaveLength(4)
  expect((await store.audit('user', { limit: 10 })).items).toHaveLength(6)
  for await (const userId of store.expired(10)) throw new Error(`${userId} has not expired`)
  expect(await store.purge(10)).toBe(0)

  const bus = redisBus({ client, subscriber })
  const stop = await new Promise<() => void>((resolve, reject) => {
    const listening = bus.subscribe('user', {
      onEvents: () => void listening.then(resolve),
      onGap: () => {},
    })
    listening.then(() => bus.publish('user', [])).catch(reject)
  })
  stop()
  await store.forget('user')
  const denied = (await admin.call('ACL', 'LOG')) as unknown[]
  expect(denied).toEqual([])
  expect(await admin.keys('*')).toEqual([])
  for (const one of [admin, client, subscriber]) one.disconnect()
})
