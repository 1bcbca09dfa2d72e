import { RECENT_MS, SessionPolicy, type SessionStore } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { checkRedis, type RedisClient, redisStore } from '@seatkit/store-redis'
import type { Redis } from 'ioredis'
import { describe, expect, it, vi } from 'vitest'
import { startRedis } from '../../../test-support/redis-server.ts'
import { postponeScript } from '../src/scripts/index-scripts.ts'
import { UserKeys } from '../src/user-keys.ts'
import { outcomeOf } from './fixtures/acknowledged.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'
import { when } from './fixtures/when.ts'

const UNAVAILABLE = { code: 'store-unavailable', status: 503 }

describe('checkRedis', () => {
  it('is content with an append-only file and no eviction', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    expect(await checkRedis(client)).toEqual([])
    client.disconnect()
  })

  it('warns, once, that without an append-only file a restart loses sessions', async () => {
    await using server = await startRedis()
    const client = await connect(server.port)
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const store = redisStore({ client })
    await Promise.all([logIn(store, 'user', 'a'), logIn(store, 'user', 'b')])
    await logIn(store, 'user', 'c')
    expect(warned.mock.calls.flat()).toEqual([
      'redisStore: Redis keeps no append-only file, so a restart loses sessions and brings back ended ones; set appendonly yes',
    ])
    warned.mockRestore()
    client.disconnect()
  })

  it('refuses a Redis that may evict, as the store does, until it no longer may', async () => {
    await using server = await startRedis(['--appendonly', 'yes', '--maxmemory-policy', 'allkeys-lru'])
    const client = await connect(server.port)
    const message = /maxmemory-policy is 'allkeys-lru'.*set it to noeviction/
    await expect(checkRedis(client)).rejects.toThrow(message)
    const store = redisStore({ client })
    await expect(logIn(store, 'user', 'a')).rejects.toMatchObject({
      ...UNAVAILABLE,
      cause: { message: expect.stringMatching(message) },
    })
    expect(await client.dbsize()).toBe(0)
    await client.config('SET', 'maxmemory-policy', 'noeviction')
    expect((await logIn(store, 'user', 'a')).status).toBe('admitted')
    client.disconnect()
  })

  it('refuses a Redis that is too old', async () => {
    const info = async () => 'redis_version:6.2.14\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n'
    const client = { nodes: () => [{ info }] }
    await expect(checkRedis(client as never)).rejects.toThrow('Redis 6.2.14 is too old; use Redis 7.0')
  })
})

describe('checkRedis of a cluster', () => {
  it('does not take one for fit of which it knows no node', async () => {
    await expect(checkRedis({ nodes: () => [] } as never)).rejects.toThrow('no node of the cluster')
  })
})

describe('a Redis that forgets or refuses', () => {
  it('is sent the scripts again after SCRIPT FLUSH', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await logIn(store, 'user', 'a')
    for (const name of ['b', 'c']) {
      await client.script('FLUSH')
      expect((await logIn(store, 'user', name)).status).toBe('admitted')
      await client.script('FLUSH')
      expect((await touch(store, 'user', name))?.session.id).toBe(`session-${name}`)
    }
    client.disconnect()
  })

  it('G8 refuses a change whole when it is full', async () => {
    await using server = await startRedis(['--appendonly', 'yes', '--enable-debug-command', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await logIn(store, 'user', 'a')
    const before = await client.debug('DIGEST' as never)
    await client.config('SET', 'maxmemory', '1')
    await expect(logIn(store, 'user', 'b')).rejects.toMatchObject(UNAVAILABLE)
    await expect(end(store, 'user', 'a')).rejects.toMatchObject(UNAVAILABLE)
    expect((await store.read('user')).user.sessions.map(({ id }) => id)).toEqual(['session-a'])
    expect((await store.audit('user', { limit: 10 })).items).toHaveLength(1)
    await client.config('SET', 'maxmemory', '0')
    expect(await client.debug('DIGEST' as never)).toEqual(before)
    expect((await logIn(store, 'user', 'b')).status).toBe('admitted')
    client.disconnect()
  })

  it('is asked about many at once, and the damage of one of them is no error of the others', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    const users = Array.from({ length: 100 }, (_, index) => `user-${index}`)
    await Promise.all(users.map((userId) => logIn(store, userId, 'a')))
    await client.set(new UserKeys('sk:', 'user-50').user, 'something else')
    const before = await scriptCallsOf(client)
    const outcomes = await Promise.allSettled(users.map((userId) => touch(store, userId, 'a')))
    expect((await scriptCallsOf(client)) - before).toBe(Math.ceil(100 / 16))
    for (const [index, outcome] of outcomes.entries()) {
      if (index === 50) expect(outcome).toMatchObject({ reason: { code: 'store-corrupt' } })
      else expect(outcome).toMatchObject({ value: { session: { userId: `user-${index}` } } })
    }
    client.disconnect()
  })

  it('is connected to again when it has become a replica, also when it was asked about many at once', async () => {
    await using master = await startRedis(['--appendonly', 'yes'])
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await logIn(store, 'user', 'a')
    await logIn(store, 'other', 'a')
    const closed = when(client, 'close')
    await client.call('REPLICAOF', '127.0.0.1', `${master.port}`)
    const ends = ['user', 'other'].map((userId) => outcomeOf(end(store, userId, 'a')))
    expect(await Promise.all(ends)).toEqual(['store-unavailable', 'store-unavailable'])
    await closed
    client.disconnect()
  })

  it('G8 writes nothing on a server that has become a replica', async () => {
    await using master = await startRedis(['--appendonly', 'yes'])
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await logIn(store, 'user', 'a')
    await client.replicaof('127.0.0.1', master.port)
    await expect(logIn(store, 'user', 'b')).rejects.toMatchObject({ status: 503 })
    client.disconnect()
  })

  it.each([
    ['a session', 'HSET', ':u', 's:session-a', '{'],
    ['a session', 'HSET', ':u', 's:session-a', '[1,2,3]'],
    ['a challenge', 'HSET', ':u', 'c:x', '{"status":"great"}'],
    ['wrong answers', 'HSET', ':u', 'w', 'many'],
    ['the version', 'HSET', ':u', 'v', 'latest'],
  ])('says so of %s that cannot be read', async (_what, command, kind, field, value) => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await logIn(store, 'user', 'a')
    const key = (await client.keys('*')).find((one) => one.endsWith(kind)) ?? ''
    await client.call(command, key, field, value)
    await expect(store.read('user')).rejects.toMatchObject({ code: 'store-corrupt' })
    await expect(logIn(store, 'user', 'b')).rejects.toMatchObject({ code: 'store-corrupt' })
    client.disconnect()
  })

  it.each([
    '1 {"type":"session.started","at":1}',
    '1 2 {"type":',
    '1 2 null',
    '1 2 {"type":"session.started","at":1,"session":{"id":"session-a"}}',
    '1 2 {"type":"session.started","at":1,"session":["session-a",1,2,3]}',
  ])('says so of an event that is %s', async (record) => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await logIn(store, 'user', 'a')
    await client.lset(new UserKeys('sk:', 'user').audit, 0, record)
    await expect(store.audit('user', { limit: 10 })).rejects.toMatchObject({ code: 'store-corrupt' })
    client.disconnect()
  })

  it.each(['user', 'history', 'ends', 'audit'] as const)(
    'says so of a key that holds something else where %s should be, and writes nothing',
    async (name) => {
      await using server = await startRedis(['--appendonly', 'yes'])
      const client = await connect(server.port)
      const store = redisStore({ client })
      // The last one takes the place of the first.
      for (const login of ['a', 'b', 'c']) await logIn(store, 'user', login)
      const key = new UserKeys('sk:', 'user')[name]
      if ((await client.exists(key)) === 1) await client.rename(key, 'away')
      await client.set(key, 'something else')
      await expect(logIn(store, 'user', 'd')).rejects.toMatchObject({ code: 'store-corrupt' })
      await client.del(key)
      if ((await client.exists('away')) === 1) await client.rename('away', key)
      const { user } = await store.read('user')
      expect(user.sessions.map(({ id, endedAt }) => [id, endedAt])).toEqual(
        ['a', 'b', 'c'].map((login) => [`session-${login}`, undefined]),
      )
      expect((await store.audit('user', { limit: 10 })).items).toHaveLength(3)
      client.disconnect()
    },
  )
})

describe('what is kept', () => {
  it('is the newest sessions that ended, as many as historySize says, and every key goes with time', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client, historySize: 50, retention: '1d' })
    for (let index = 0; index < 60; index++) await logIn(store, 'user', `${index + 10}`)
    const history = await store.history('user', { limit: 100 })
    expect(history.items.map(({ id }) => id)).toEqual(
      Array.from({ length: 53 }, (_, index) => `session-${69 - index}`),
    )
    for (const key of await client.keys('*')) {
      const ttlMs = await client.pttl(key)
      if (key.endsWith(':due') || key.endsWith(':old')) expect(ttlMs).toBe(-1)
      else expect(ttlMs).toBeGreaterThan(86_400_000)
    }
    client.disconnect()
  })

  it('is of the past what retention says, also of a user whose session is open for longer', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client, retention: '1d' })
    const policy = new SessionPolicy({ idleTimeout: '30d', absoluteTimeout: '60d' })
    await store.update('user', (user, now) => policy.admit(user, signInRequest('a'), now))
    const { user } = await store.read('user')
    const loggedInAt = user.sessions[0]?.createdAt ?? 0
    const { audit, due } = new UserKeys('sk:', 'user')
    const dueAt = Number(await client.zscore(due, 'user'))
    expect(dueAt - loggedInAt).toBe(86_400_000)

    // Two days later.
    const [, number, json] = /^(\d+) \d+ (.*)$/.exec((await client.lindex(audit, 0)) ?? '') ?? []
    await client.lset(audit, 0, `${number} ${loggedInAt - 2 * 86_400_000} ${json}`)
    await client.zadd(due, loggedInAt - 86_400_000, 'user')
    expect(await namesOf(store)).toEqual([])
    expect(await store.purge(10)).toBe(1)
    expect((await store.audit('user', { limit: 10 })).items).toEqual([])
    expect(await store.read('user')).toMatchObject({ user })
    expect(Number(await client.zscore(due, 'user'))).toBeGreaterThanOrEqual(dueAt)
    client.disconnect()
  })

  it('is of challenges only what a decision may look at', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const store = redisStore({ client })
    await putChallenge(store, 'old', (now) => now - RECENT_MS - 1_000)
    await putChallenge(store, 'recent', (now) => now)
    const [key = ''] = (await client.keys('*')).filter((one) => one.endsWith(':u'))
    expect((await client.hkeys(key)).filter((field) => field.startsWith('c:'))).toEqual(['c:recent'])
    client.disconnect()
  })

  it.each([
    [{ retention: '9m' }, "retention: decisions look back ten minutes; write '10m' or more"],
    [
      { historySize: 49 },
      'historySize: decisions look back at 50 sessions; write that or a larger whole number',
    ],
    [
      { durability: { replicas: 1, timeoutMs: 1_000 } },
      'durability.timeoutMs: has to be less than half of timeout, which is 2000',
    ],
  ] as const)('%o is refused', (options, message) => {
    expect(() => redisStore({ client: {} as never, ...options })).toThrow(new TypeError(message))
  })
})

describe('the index of what is due', () => {
  it('is a hint: it is corrected, but not by who looked before the user was changed', async () => {
    await using server = await startRedis(['--appendonly', 'yes'])
    const client = await connect(server.port)
    const direct = redisStore({ client })
    await logIn(direct, 'user', 'a')
    const dueOf = (userId: string): string => new UserKeys('sk:', userId).due
    for (const userId of ['user', 'nobody']) await client.zadd(dueOf(userId), 0, userId)

    // In the moment before the correction arrives, the session's time is over.
    const evalsha: RedisClient['evalsha'] = async (sha, ...rest) => {
      if (sha === postponeScript.sha && rest.includes('user')) await endNow(direct)
      return await client.evalsha(sha, ...rest)
    }
    const store = redisStore({ client: { ...bound(client), evalsha } })
    expect(await namesOf(store)).toEqual([])
    expect(await namesOf(direct)).toEqual(['user'])
    expect(await client.zscore(dueOf('nobody'), 'nobody')).toBeNull()
    client.disconnect()
  })
})

async function scriptCallsOf(client: Redis): Promise<number> {
  const [, count] = /^cmdstat_evalsha:calls=(\d+)/m.exec(await client.info('commandstats')) ?? []
  return Number(count)
}

function bound(client: Redis): RedisClient {
  return {
    evalsha: (...values) => client.evalsha(...values),
    eval: (...values) => client.eval(...values),
    pipeline: () => client.pipeline(),
    info: () => client.info(),
  }
}

async function namesOf(store: SessionStore): Promise<string[]> {
  const names: string[] = []
  for await (const userId of store.expired(10)) names.push(userId)
  return names
}

async function endNow(store: SessionStore): Promise<void> {
  await store.update('user', ({ sessions }, now) => ({
    writes: { sessions: sessions.map((one) => ({ ...one, expiresAt: now })), challenges: [] },
    events: [],
    result: null,
  }))
}

async function putChallenge(
  store: SessionStore,
  id: string,
  closedAt: (now: number) => number,
): Promise<void> {
  await store.update('user', (_current, now) => ({
    writes: {
      sessions: [],
      challenges: [
        {
          id,
          status: 'denied',
          ticketHash: '',
          codeShownOn: 'new-device',
          codeHash: '',
          prompt: true,
          device: { userAgent: '', ip: '' },
          createdAt: now,
          expiresAt: now,
          wrongAnswers: 0,
          idleTimeoutMs: 1,
          absoluteTimeoutMs: 1,
          closedAt: closedAt(now),
        },
      ],
    },
    events: [],
    result: null,
  }))
}
