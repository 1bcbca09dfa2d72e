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

/** What makes of two that race one: the least that a store can do that holds a limit. */
const WRITE_IF_SAME = `
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3])
return 1
`

function rawRedis(client: Redis): RawWork {
  const writeSha = sha1(READ_AND_WRITE)
  const loginSha = sha1(WRITE_IF_SAME)
  let record = ''
  return {
    names: {
      read: 'GET',
      write: 'EVALSHA of HGET and HSET',
      login: 'HGETALL, then HSET if the same',
      blindLogin: 'GET, then SET',
    },
    prepare: async (sessions) => {
      await client.script('LOAD', READ_AND_WRITE)
      await client.script('LOAD', WRITE_IF_SAME)
      record = JSON.stringify(sessions[0])
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
      const { version = '' } = await client.hgetall(`raw:${key}:login`)
      await client.evalsha(loginSha, 1, `raw:${key}:login`, version, key, record)
    },
    blindLogin: async (key) => {
      await client.get(`raw:${key}`)
      await client.set(`raw:${key}`, record)
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
