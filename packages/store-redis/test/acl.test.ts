import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { recommendedOptions, recommendedSubscriberOptions, redisBus, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { startRedis } from '../../../test-support/redis-server.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const [, RULE = ''] = /^ACL (SETUSER .*)$/m.exec(README) ?? []

/** What clients send: the scripts, what belongs to a connection, and what the bus does. */
const BY_CLIENTS = [
  ...['evalsha', 'eval', 'wait', 'info', 'hello', 'cluster|slots'],
  ...['spublish', 'ssubscribe', 'sunsubscribe'],
]

it('R58 needs no other rights than those that the README says', async () => {
  await using server = await startRedis(['--appendonly', 'yes'])
  const admin = await connect(server.port)
  await admin.call('ACL', ...RULE.split(' '))
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

it('R58 is granted nothing that no script and no client uses', () => {
  const scripts = new URL('../src/scripts/', import.meta.url)
  const texts = readdirSync(scripts).map((file) => readFileSync(new URL(file, scripts), 'utf8'))
  texts.push(readFileSync(new URL('../src/script.ts', import.meta.url), 'utf8'))
  const called = texts.flatMap((text) =>
    [...text.matchAll(/redis\.call\('(\w+)'/g)].map(([, name = '']) => name),
  )
  const used = new Set([...BY_CLIENTS, ...called.map((name) => name.toLowerCase())])
  const granted = [...RULE.matchAll(/\+(\S+)/g)].map(([, name = '']) => name)
  expect(RULE).toContain(' -@all ')
  expect(granted.sort()).toEqual([...used].sort())
})
