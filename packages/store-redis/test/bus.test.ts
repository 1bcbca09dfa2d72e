import { once } from 'node:events'
import { type BusListener, type SessionEvent, SessionManager, twoSessions } from '@seatkit/core'
import { recommendedSubscriberOptions, redisBus, redisStore } from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../../test-support/redis-server.ts'
import { startTcpProxy } from '../../../test-support/tcp-proxy.ts'
import { connect } from './fixtures/connect.ts'
import { when } from './fixtures/when.ts'

let server: RedisServer
let client: Redis

beforeAll(async () => {
  server = await startRedis(['--appendonly', 'yes'])
  client = await connect(server.port)
})
afterAll(async () => {
  client.disconnect()
  await server[Symbol.asyncDispose]()
})

async function subscriberTo(port: number): Promise<Redis> {
  const subscriber = new Redis({ port, ...recommendedSubscriberOptions, retryStrategy: () => 10 })
  subscriber.on('error', () => {})
  await when(subscriber, 'ready')
  return subscriber
}

/** Collects what it is told, and lets a test wait for the next. */
class Ear implements BusListener {
  readonly heard: (readonly SessionEvent[] | 'gap')[] = []
  #wake = (): void => {}

  onEvents(events: readonly SessionEvent[]): void {
    this.#hear(events)
  }

  onGap(): void {
    this.#hear('gap')
  }

  async next(): Promise<readonly SessionEvent[] | 'gap'> {
    while (this.heard.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.heard.shift() ?? 'gap'
  }

  #hear(what: readonly SessionEvent[] | 'gap'): void {
    this.heard.push(what)
    this.#wake()
  }
}

function eventAt(at: number): SessionEvent {
  return {
    type: 'sign-in.rejected',
    userId: 'user',
    at,
    reason: 'session-limit-reached',
    limit: 1,
    device: { userAgent: '', ip: '' },
  }
}

describe('redisBus', () => {
  it("tells a user's events to who listens for that user, in order, and to nobody else", async () => {
    const subscriber = await subscriberTo(server.port)
    const bus = redisBus({ client, subscriber })
    const [one, two, other] = [new Ear(), new Ear(), new Ear()]
    await bus.subscribe('user', one)
    const end = await bus.subscribe('user', two)
    await bus.subscribe('{user}:x', other)
    await bus.publish('user', [eventAt(1), eventAt(2)])
    expect(await one.next()).toEqual([eventAt(1), eventAt(2)])
    expect(await two.next()).toEqual([eventAt(1), eventAt(2)])
    end()
    await bus.publish('user', [eventAt(3)])
    expect(await one.next()).toEqual([eventAt(3)])
    await bus.publish('{user}:x', [eventAt(4)])
    expect(await other.next()).toEqual([eventAt(4)])
    expect(two.heard).toEqual([])
    subscriber.disconnect()
  })

  it('keeps applications apart that have prefixes of their own', async () => {
    const subscriber = await subscriberTo(server.port)
    const ear = new Ear()
    const mine = redisBus({ client, subscriber, prefix: 'mine:' })
    await mine.subscribe('user', ear)
    await redisBus({ client, subscriber, prefix: 'other:' }).publish('user', [eventAt(1)])
    await mine.publish('user', [eventAt(2)])
    expect(await ear.next()).toEqual([eventAt(2)])
    subscriber.disconnect()
  })

  it('tells of a gap, once it listens again, each time the connection was lost', async () => {
    await using proxy = await startTcpProxy(server.port)
    const subscriber = await subscriberTo(proxy.port)
    const bus = redisBus({ client, subscriber })
    const [one, two] = [new Ear(), new Ear()]
    await bus.subscribe('user', one)
    await bus.subscribe('another', two)
    for (let round = 0; round < 3; round++) {
      proxy.refuse()
      await when(subscriber, 'close')
      await bus.publish('user', [eventAt(round)])
      proxy.accept()
      expect(await one.next()).toBe('gap')
      expect(await two.next()).toBe('gap')
      await bus.publish('user', [eventAt(round)])
      expect(await one.next()).toEqual([eventAt(round)])
    }
    subscriber.disconnect()
  })

  it('survives connections that break again while it subscribes', async () => {
    await using proxy = await startTcpProxy(server.port)
    const subscriber = await subscriberTo(proxy.port)
    const bus = redisBus({ client, subscriber })
    const ears = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const ear = new Ear()
        await bus.subscribe(`user-${index}`, ear)
        return ear
      }),
    )
    // The first answers are to the handshake, the last one to the subscriptions.
    for (let lost = 1; lost <= 3; lost++) {
      proxy.reset()
      proxy.loseAnswer(lost)
      await when(subscriber, 'close')
    }
    for (const ear of ears) expect(await ear.next()).toBe('gap')
    await bus.publish('user-7', [eventAt(1)])
    let heard = await ears[7]?.next()
    while (heard === 'gap') heard = await ears[7]?.next()
    expect(heard).toEqual([eventAt(1)])
    subscriber.disconnect()
  }, 30_000)

  it('takes a message that it cannot read for a gap', async () => {
    const subscriber = await subscriberTo(server.port)
    const bus = redisBus({ client, subscriber, prefix: 'unreadable:' })
    const ear = new Ear()
    await bus.subscribe('user', ear)
    const [channel = ''] = (await client.pubsub('SHARDCHANNELS', 'unreadable:*')) as string[]
    for (const message of ['{', '{}']) {
      await client.spublish(channel, message)
      expect(await ear.next()).toBe('gap')
    }
    subscriber.disconnect()
  })

  it('rejects a subscription when Redis cannot be reached, and keeps nothing of it', async () => {
    await using proxy = await startTcpProxy(server.port)
    const subscriber = await subscriberTo(proxy.port)
    const bus = redisBus({ client, subscriber })
    const ear = new Ear()
    proxy.refuse()
    await when(subscriber, 'close')
    await expect(bus.subscribe('user', ear)).rejects.toThrow()
    proxy.accept()
    await when(subscriber, 'ready')
    await bus.subscribe('user', new Ear())
    await bus.publish('user', [eventAt(1)])
    expect(ear.heard).toEqual([])
    subscriber.disconnect()
  })

  it('brings the prompt to the process that holds the first device, and no secret on its way', async () => {
    const subscriber = await subscriberTo(server.port)
    const options = {
      secret: 'x'.repeat(32),
      policy: twoSessions(),
      sweepInterval: 'never',
      breaker: 'never',
    } as const
    const device = { userAgent: 'test', ip: '127.0.0.1' }
    const [a, b] = [1, 2].map(() => {
      const bus = redisBus({ client, subscriber, prefix: 'prompt:' })
      return new SessionManager({ ...options, store: redisStore({ client }), bus })
    })
    if (!a || !b) throw new Error('there are two managers')
    await a.signIn('ann', { device })
    const ear = new Ear()
    await a.subscribe('ann', ear)
    const spy = await subscriberTo(server.port)
    const [channel = ''] = (await client.pubsub('SHARDCHANNELS', 'prompt:*')) as string[]
    await spy.ssubscribe(channel)
    const message = once(spy, 'smessage')
    const second = await b.signIn('ann', { device })
    expect(await ear.next()).toMatchObject([{ type: 'challenge.created' }])
    if (second.status !== 'challenged') throw new Error('the second login waits')
    const [, text] = await message
    for (const secret of [second.challenge.code ?? '', second.ticket, 'Hash'])
      expect(text).not.toContain(secret)
    await Promise.all([a.close(), b.close()])
    for (const one of [subscriber, spy]) one.disconnect()
  })
})
