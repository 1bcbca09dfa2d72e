import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { redisStore } from '@seatkit/store-redis'
import type { Redis } from 'ioredis'
import { startRedis } from '../../test-support/redis-server.ts'
import type { Engine, RawWork } from './engine.ts'
import { connectRedis } from './redis-module.ts'

/** A Redis that keeps an append-only file, and one connection to it. */
export async function startRedisEngine(): Promise<Engine> {
  const server = await startRedis(['--appendonly', 'yes'])
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
    settle: async () => {
      // Begun when the append-only file had grown enough.
      while (/^aof_rewrite_(in_progress|scheduled):1/m.test(await client.info('persistence'))) await pause(50)
    },
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

function rawRedis(client: Redis): RawWork {
  const sha = createHash('sha1').update(READ_AND_WRITE).digest('hex')
  return {
    names: { read: 'GET', write: 'EVALSHA of HGET and HSET', login: 'GET, then SET' },
    prepare: async (sessions) => {
      await client.script('LOAD', READ_AND_WRITE)
      const pipeline = client.pipeline()
      for (const session of sessions) {
        const record = JSON.stringify(session)
        pipeline.set(`raw:${session.id}`, record)
        pipeline.hset(`raw:${session.id}:hash`, { record, lastActiveAt: session.lastActiveAt })
      }
      await pipeline.exec()
    },
    read: ({ id }) => client.get(`raw:${id}`),
    write: ({ id }) => client.evalsha(sha, 1, `raw:${id}:hash`, Date.now()),
    login: async (key) => {
      await client.get(`raw:${key}`)
      await client.set(`raw:${key}`, key)
    },
  }
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
