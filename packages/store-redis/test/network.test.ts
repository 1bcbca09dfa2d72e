import type { SessionStore } from '@seatkit/core'
import { recommendedOptions, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audited, openSessions } from '../../../test-support/races/audited.ts'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'
import { startTcpProxy, type TcpProxy } from '../../../test-support/tcp-proxy.ts'
import { outcomeOf } from './fixtures/acknowledged.ts'
import { connect } from './fixtures/connect.ts'
import { end, logIn, touch } from './fixtures/log-in.ts'
import { when } from './fixtures/when.ts'

const UNAVAILABLE = { code: 'store-unavailable', status: 503 }

let server: RedisServer
let direct: SessionStore

beforeAll(async () => {
  server = await startRedis(['--appendonly', 'yes'])
  direct = redisStore({ client: await connect(server.port) })
})
afterAll(() => server[Symbol.asyncDispose]())

interface Line extends AsyncDisposable {
  readonly proxy: TcpProxy
  readonly client: Redis
  readonly store: SessionStore
}

/** A store behind a proxy, warmed up: the server is checked and the scripts are known. */
async function openLine(timeoutMs: number): Promise<Line> {
  const proxy = await startTcpProxy(server.port)
  const client = new Redis({ port: proxy.port, ...recommendedOptions, retryStrategy: () => 10 })
  client.on('error', () => {})
  await when(client, 'ready')
  const store = redisStore({ client, timeout: timeoutMs })
  await logIn(store, 'somebody else', 'warm')
  await touch(store, 'somebody else', 'warm')
  return {
    proxy,
    client,
    store,
    [Symbol.asyncDispose]: async () => {
      client.disconnect()
      await proxy[Symbol.asyncDispose]()
    },
  }
}

describe('an answer that is lost after the change was made', () => {
  it('is found again: one session for each login, however often and whichever answer is lost', async () => {
    await using line = await openLine(5_000)
    const outcomes: unknown[] = []
    for (let lost = 1; lost <= 4; lost++) {
      for (let round = 0; round < 5; round++) {
        const userId = `lost ${lost}, ${round}`
        if (line.client.status !== 'ready') await when(line.client, 'ready')
        line.proxy.loseAnswer(lost)
        const outcome = await outcomeOf(logIn(line.store, userId, 'a'))
        outcomes.push(outcome)
        const started = (await audited(direct, userId)).types
        expect(started.length).toBeLessThanOrEqual(1)
        if (outcome === 'acknowledged') expect(started).toEqual(['session.started'])
        expect([...(await openSessions(direct, userId))]).toHaveLength(started.length)
      }
    }
    expect(new Set(outcomes)).toEqual(new Set(['acknowledged', 'store-unavailable']))
  }, 60_000)

  it('of the commit is never an error, since the change knows itself', async () => {
    await using line = await openLine(5_000)
    for (let round = 0; round < 5; round++) {
      if (line.client.status !== 'ready') await when(line.client, 'ready')
      // The first answer is to the reading, the second to the commit.
      line.proxy.loseAnswer(2)
      expect((await logIn(line.store, `commit ${round}`, 'a')).status).toBe('admitted')
      expect((await audited(direct, `commit ${round}`)).types).toEqual(['session.started'])
    }
  }, 60_000)

  it('is "unknown", not "made", when another change was made in between', async () => {
    await using line = await openLine(1_000)
    await logIn(direct, 'between', 'first')
    line.proxy.loseAnswer(2)
    const login = outcomeOf(logIn(line.store, 'between', 'second'))
    await when(line.client, 'close')
    line.proxy.refuse()
    await logIn(direct, 'between', 'third')
    line.proxy.accept()
    expect(await login).toBe('store-unavailable')
    expect(await openSessions(direct, 'between')).toEqual(
      new Set(['session-first', 'session-second', 'session-third']),
    )
  }, 60_000)
})

describe('G8 a Redis that does not answer', () => {
  const TIMEOUT_MS = 400

  it('fails every call within the deadline, and all is there afterwards', async () => {
    await using line = await openLine(TIMEOUT_MS)
    await logIn(line.store, 'frozen', 'a')
    line.proxy.freeze()
    const started = performance.now()
    const calls = [
      logIn(line.store, 'frozen', 'b'),
      end(line.store, 'frozen', 'a'),
      touch(line.store, 'frozen', 'a'),
      line.store.read('frozen'),
      line.store.find('frozen', 'session-a'),
      line.store.history('frozen', { limit: 1 }),
      line.store.audit('frozen', { limit: 1 }),
      line.store.purge(1),
      line.store.forget('frozen'),
    ]
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { status: 503 } })
    }
    expect(performance.now() - started).toBeLessThan(TIMEOUT_MS * 2)
    line.client.disconnect(true)
    line.proxy.reset()
    line.proxy.thaw()
    await when(line.client, 'ready')
    expect((await touch(line.store, 'frozen', 'a'))?.session.id).toBe('session-a')
  }, 30_000)

  it('keeps memory bounded while thousands of calls fail', async () => {
    await using line = await openLine(TIMEOUT_MS)
    line.proxy.freeze()
    const heapBefore = process.memoryUsage().heapUsed
    for (let wave = 0; wave < 10; wave++) {
      const codes = await Promise.all(
        Array.from({ length: 500 }, () => outcomeOf(touch(line.store, 'frozen', 'a'))),
      )
      expect(new Set(codes)).toEqual(new Set(['store-unavailable']))
    }
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(50_000_000)
  }, 30_000)

  it('fails at once when there is no connection, and crashes nothing', async () => {
    await using line = await openLine(TIMEOUT_MS)
    line.proxy.refuse()
    await when(line.client, 'close')
    const started = performance.now()
    await expect(logIn(line.store, 'gone', 'a')).rejects.toMatchObject(UNAVAILABLE)
    await expect(touch(line.store, 'gone', 'a')).rejects.toMatchObject(UNAVAILABLE)
    expect(performance.now() - started).toBeLessThan(TIMEOUT_MS)
    line.proxy.accept()
    await when(line.client, 'ready')
    expect((await logIn(line.store, 'gone', 'a')).status).toBe('admitted')
  }, 30_000)
})
