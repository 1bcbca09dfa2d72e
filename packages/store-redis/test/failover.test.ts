import type { SessionStore } from '@seatkit/core'
import { type RedisStoreOptions, recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'
import { startTcpProxy } from '../../../test-support/tcp-proxy.ts'
import { outcomeOf, untilAcknowledged } from './fixtures/acknowledged.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'
import { when } from './fixtures/when.ts'

/** By default a replica that connects waits five seconds for others to join it. */
const SETTINGS = ['--appendonly', 'yes', '--repl-diskless-sync-delay', '0']

/** A master and a replica that has everything the master had. */
interface Pair extends AsyncDisposable {
  readonly master: RedisServer
  /** A client of the master. */
  readonly client: Redis
  /** What the master writes from now on does not reach the replica. */
  cut(): void
  /** Waits until the replica has what the client wrote. */
  inStep(): Promise<void>
  /** The master is killed, and the replica made one; a client of it. */
  failOver(): Promise<Redis>
}

async function startPair(): Promise<Pair> {
  const master = await startRedis(SETTINGS)
  const link = await startTcpProxy(master.port)
  const replica = await startRedis([...SETTINGS, '--replicaof', '127.0.0.1', `${link.port}`])
  const client = await connect(master.port)
  const clients = [client]
  const inStep = async (): Promise<void> => {
    await client.set('step', 1)
    while ((await client.wait(1, 1_000)) < 1) {}
  }
  await inStep()
  return {
    master,
    client,
    cut: () => link.freeze(),
    inStep,
    failOver: async () => {
      await master.kill()
      link.refuse()
      const promoted = await connect(replica.port)
      clients.push(promoted)
      await promoted.replicaof('NO', 'ONE')
      return promoted
    },
    [Symbol.asyncDispose]: async () => {
      for (const one of clients) one.disconnect()
      for (const one of [link, master, replica]) await one[Symbol.asyncDispose]()
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
    await pair.inStep()
    pair.cut()
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
    await pair.inStep()
    pair.cut()
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
    pair.cut()
    expect(await outcomeOf(logIn(store, 'user', 'b'))).toBe('store-unavailable')
    expect(await outcomeOf(end(store, 'user', 'a'))).toBe('store-unavailable')
    // On the old master both have happened.
    expect(await idsOf(store)).toEqual(['session-b'])

    const promoted = redisStore({ client: await pair.failOver() })
    expect((await touch(promoted, 'user', 'a'))?.session.id).toBe('session-a')
  }, 30_000)

  it('with durability, does not take a change for confirmed that it finds made after a lost answer', async () => {
    await using pair = await startPair()
    await using proxy = await startTcpProxy(pair.master.port)
    const client = new Redis({ port: proxy.port, ...recommendedOptions, retryStrategy: () => 10 })
    client.on('error', () => {})
    await when(client, 'ready')
    const store = redisStore({ client, durability: { replicas: 1, timeoutMs: 200 } })
    await logIn(store, 'user', 'a')
    pair.cut()
    // The first answer is to the reading, the second to the commit. What is sent then comes on a new connection.
    proxy.loseAnswer(2)
    expect(await outcomeOf(logIn(store, 'user', 'b'))).toBe('store-unavailable')
    client.disconnect()
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
    await using master = await startRedis(SETTINGS)
    await using replica = await startRedis([...SETTINGS, '--replicaof', '127.0.0.1', `${master.port}`])
    const settings = [
      ...['--sentinel', 'monitor', 'sessions', '127.0.0.1', `${master.port}`, '1'],
      ...['--sentinel', 'down-after-milliseconds', 'sessions', '300'],
      ...['--sentinel', 'failover-timeout', 'sessions', '2000'],
    ]
    await using sentinel = await startRedis(settings, 'sentinel')
    const sentinels = [{ host: '127.0.0.1', port: sentinel.port }]
    const client = new Redis({ sentinels, name: 'sessions', ...recommendedOptions })
    client.on('error', () => {})
    const store = redisStore({ client, timeout: '1s', durability: { replicas: 1, timeoutMs: 400 } })
    await untilAcknowledged(() => logIn(store, 'user', 'a'))
    const watcher = new Redis({ port: sentinel.port })
    await knowsReplica(watcher)

    await master.kill()
    const alone = redisStore({ client, timeout: '1s' })
    await untilAcknowledged(() => logIn(alone, 'user', 'b'))
    expect(await idsOf(alone)).toEqual(['session-a', 'session-b'])
    expect(await client.info('server')).toContain(`tcp_port:${replica.port}`)
    for (const one of [client, watcher]) one.disconnect()
  }, 60_000)
})

/** Without a replica that it knows, a Sentinel has nobody to promote. */
async function knowsReplica(sentinel: Redis): Promise<void> {
  let replicas: unknown
  do replicas = await sentinel.call('SENTINEL', 'REPLICAS', 'sessions')
  while (Array.isArray(replicas) && replicas.length === 0)
}
