import { createHash } from 'node:crypto'
import { redisStore } from '@seatkit/store-redis'
import type { Redis } from 'ioredis'
import { startRedis } from '../../test-support/redis-server.ts'
import type { Engine, RawWork } from './engine.ts'
import { connectRedis } from './redis-module.ts'

/** The append-only file is not rewritten: a process of its own does that, which would take the client's core now and then. */
const SETTINGS = ['--appendonly', 'yes', '--auto-aof-rewrite-percentage', '0']

/** A Redis that keeps an append-only file, and one connection to it. */
export async function startRedisEngine(): Promise<Engine> {
  const server = await startRedis(SETTINGS)
  const client = await connectRedis(server.port)
  const before = await usedMemory(client)
  return {
    name: 'Redis',
    port: server.port,
    store: redisStore({ client }),
    raw: rawRedis(client),
    module: new URL('./redis-module.ts', import.meta.url),
    place: `${server.port}`,
    openThrough: async (port) => {
      const other = await connectRedis(port)
      return { store: redisStore({ client: other }), [Symbol.asyncDispose]: async () => other.disconnect() }
    },
    settle: async () => {},
    storedBytes: async () => {
      const all = (await usedMemory(client)) - before
      // Its keys, indexes and times of expiry: what goes with it.
      for (const kind of ['a', 'old']) await remove(client, `sk:*:${kind}`)
      const sessions = (await usedMemory(client)) - before
      return { sessions, 'audit trail': all - sessions }
    },
    [Symbol.asyncDispose]: async () => {
      client.disconnect()
      await server[Symbol.asyncDispose]()
    },
  }
}

const READ_AND_WRITE = `
local record = redis.call('HGET', KEYS[1], 'record')
redis.call('HSET', KEYS[1], 'lastActiveAt', ARGV[1])
return record
`

/**
 * The second trip of a login, at the least: what makes of two that race one, and with it writes the session and the event.
 * To set a key alone costs less, but of two logins that race both would be let in, so that is printed beside it and no bar
 * is held against it.
 */
const WRITE_LOGIN = `
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], ARGV[3], ARGV[4])
redis.call('LPUSH', KEYS[2], ARGV[5])
return 1
`

function rawRedis(client: Redis): RawWork {
  const writeSha = sha1(READ_AND_WRITE)
  const loginSha = sha1(WRITE_LOGIN)
  let written: string[] = []
  return {
    names: {
      read: 'GET',
      write: 'EVALSHA of HGET and HSET',
      login: 'HGETALL, then session and event if the same',
      blindLogin: 'GET, then SET',
    },
    prepare: async (sessions) => {
      await client.script('LOAD', READ_AND_WRITE)
      await client.script('LOAD', WRITE_LOGIN)
      const [session] = sessions
      if (session === undefined) return
      const event = { type: 'session.started', userId: session.userId, at: session.createdAt, session }
      written = [session.id, JSON.stringify(session), JSON.stringify(event)]
      const pipeline = client.pipeline()
      for (const session of sessions) {
        const value = JSON.stringify(session)
        pipeline.set(`raw:${session.id}`, value)
        pipeline.hset(`raw:${session.id}:hash`, { record: value, lastActiveAt: session.lastActiveAt })
      }
      await pipeline.exec()
    },
    read: ({ id }) => client.get(`raw:${id}`),
    write: ({ id }) => client.evalsha(writeSha, 1, `raw:${id}:hash`, Date.now()),
    login: async (key) => {
      const user = `raw:${key.padStart(36, '0')}`
      const { version = '' } = await client.hgetall(user)
      await client.evalsha(loginSha, 2, user, `${user}:audit`, version, key, ...written)
    },
    blindLogin: async (key) => {
      await client.get(`raw:${key}`)
      await client.set(`raw:${key}`, written[1] ?? '')
    },
  }
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}

async function usedMemory(client: Redis): Promise<number> {
  const [, bytes] = /^used_memory:(\d+)/m.exec(await client.info('memory')) ?? []
  return Number(bytes)
}

async function remove(client: Redis, pattern: string): Promise<void> {
  for await (const keys of client.scanStream({ match: pattern, count: 1_000 })) {
    if (keys.length > 0) await client.del(...keys)
  }
}
