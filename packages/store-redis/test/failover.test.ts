import type { SessionStore } from '@seatkit/core'
import { type RedisStoreOptions, recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'
import { outcomeOf, untilAcknowledged } from './fixtures/acknowledged.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'

const AOF = ['--appendonly', 'yes']

/** A master and a replica that has everything the master had. */
interface Pair extends AsyncDisposable {
  readonly master: RedisServer
  readonly replica: RedisServer
  readonly client: Redis
  /** The replica becomes a master, the old one is killed; a client of the new one. */
  failOver(): Promise<Redis>
}

async function startPair(): Promise<Pair> {
  const master = await startRedis(AOF)
  const replica = await startRedis([...AOF, '--replicaof', '127.0.0.1', `${master.port}`])
  const client = await connect(master.port)
  await client.set('seen', 1)
  while ((await client.wait(1, 1_000)) < 1) {}
  const opened = [client]
  return {
    master,
    replica,
    client,
    failOver: async () => {
      await master.kill()
      replica.thaw()
      const promoted = await connect(replica.port)
      opened.push(promoted)
      await promoted.replicaof('NO', 'ONE')
      return promoted
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of opened) one.disconnect()
      await Promise.all([master[Symbol.asyncDispose](), replica[Symbol.asyncDispose]()])
    },
  }
}

const idsOf = async (store: SessionStore): Promise<string[]> =>
  [...(await openSessions(store, 'user'))].sort()

describe('a fail-over to a replica that lags', () => {
  it('loses logins and ends that were acknowledged: an ended session is active again, a new one is gone', async () => {
    await using pair = await startPair()
    const store = redisStore({ client: pair.client })
    await logIn(store, 'user', 'old')
    while ((await pair.client.wait(1, 1_000)) < 1) {}
    pair.replica.freeze()
    expect(await outcomeOf(end(store, 'user', 'old'))).toBe('acknowledged')
    expect(await outcomeOf(logIn(store, 'user', 'new'))).toBe('acknowledged')

    const promoted = redisStore({ client: await pair.failOver() })
    expect(await idsOf(promoted)).toEqual(['session-old'])
    expect(await touch(promoted, 'user', 'new')).toBeNull()
    const { open } = await audited(promoted, 'user')
    expect(open).toEqual(new Set(['session-old']))
  }, 30_000)

  it('keeps the limit and the agreement of state and audit trail, and goes on from what is left', async () => {
    await using pair = await startPair()
    const store = redisStore({ client: pair.client })
    for (const name of ['a', 'b', 'c']) await logIn(store, 'user', name)
    while ((await pair.client.wait(1, 1_000)) < 1) {}
    pair.replica.freeze()
    for (const name of ['d', 'e']) await logIn(store, 'user', name)

    const promoted = redisStore({ client: await pair.failOver() })
    expect(await idsOf(promoted)).toEqual(['session-a', 'session-b', 'session-c'])
    await logIn(promoted, 'user', 'f')
    expect(await idsOf(promoted)).toEqual(['session-b', 'session-c', 'session-f'])
    expect((await audited(promoted, 'user')).most).toBe(3)
  }, 30_000)

  it('with durability, loses nothing that was acknowledged; what was not may be there all the same', async () => {
    await using pair = await startPair()
    const durability: RedisStoreOptions['durability'] = { replicas: 1, timeoutMs: 200 }
    const store = redisStore({ client: pair.client, durability, timeout: '1s' })
    expect(await outcomeOf(logIn(store, 'user', 'a'))).toBe('acknowledged')
    pair.replica.freeze()
    expect(await outcomeOf(logIn(store, 'user', 'b'))).toBe('store-unavailable')
    expect(await outcomeOf(end(store, 'user', 'a'))).toBe('store-unavailable')
    // On the old master both have happened.
    expect(await idsOf(store)).toEqual(['session-b'])

    const promoted = redisStore({ client: await pair.failOver() })
    expect((await touch(promoted, 'user', 'a'))?.session.id).toBe('session-a')
  }, 30_000)

  it('with durability, survives SCRIPT FLUSH', async () => {
    await using pair = await startPair()
    const store = redisStore({ client: pair.client, durability: { replicas: 1, timeoutMs: 500 } })
    for (const name of ['a', 'b']) {
      await pair.client.script('FLUSH')
      expect(await outcomeOf(logIn(store, 'user', name))).toBe('acknowledged')
    }
    expect(await idsOf(store)).toEqual(['session-a', 'session-b'])
  }, 30_000)
})

describe('Sentinel', () => {
  it('leads the store to the new master', async () => {
    await using pair = await startPair()
    const { port } = pair.master
    const monitor = ['--sentinel', 'monitor', 'sessions', '127.0.0.1', `${port}`, '1']
    const settings = [
      ...['--sentinel', 'down-after-milliseconds', 'sessions', '300'],
      ...['--sentinel', 'failover-timeout', 'sessions', '2000'],
    ]
    await using sentinel = await startRedis([...monitor, ...settings], 'sentinel')
    const sentinels = [{ host: '127.0.0.1', port: sentinel.port }]
    const client = new Redis({ sentinels, name: 'sessions', ...recommendedOptions })
    client.on('error', () => {})
    const store = redisStore({ client, timeout: '1s' })
    await untilAcknowledged(() => logIn(store, 'user', 'a'))
    while ((await pair.client.wait(1, 1_000)) < 1) {}

    await pair.master.kill()
    await untilAcknowledged(() => logIn(store, 'user', 'b'))
    expect(await idsOf(store)).toEqual(['session-a', 'session-b'])
    client.disconnect()
  }, 60_000)
})
