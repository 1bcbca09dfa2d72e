import type { BusListener, EventBus, SessionEvent } from '@seatkit/core'
import type { RedisPublisher, RedisSubscriber } from './redis-subscriber.ts'
import { UserKeys } from './user-keys.ts'

export interface RedisBusOptions {
  /** Publishes. It may be the store's connection. */
  readonly client: RedisPublisher
  /** Listens, and is used for nothing else. */
  readonly subscriber: RedisSubscriber
  /** What channels begin with: applications that share a Redis need one each. Default `'sk:'`, as the store's. */
  readonly prefix?: string
}

/**
 * Carries events between processes by Redis' sharded publish and subscribe, one channel for each user, so that in a cluster
 * a message goes to one node and not to all.
 *
 * Redis keeps nothing for who does not listen at the moment. When the connection was lost, every listener is told of a gap
 * as soon as it listens again.
 */
export function redisBus({ client, subscriber, prefix = 'sk:' }: RedisBusOptions): EventBus {
  return new RedisBus(client, subscriber, prefix)
}

class RedisBus implements EventBus {
  readonly #client: RedisPublisher
  readonly #subscriber: RedisSubscriber
  readonly #prefix: string
  readonly #listeners = new Map<string, Set<BusListener>>()

  constructor(client: RedisPublisher, subscriber: RedisSubscriber, prefix: string) {
    this.#client = client
    this.#subscriber = subscriber
    this.#prefix = prefix
    subscriber.on('smessage', (channel, message) => this.#deliver(channel, message))
    subscriber.on('ready', () => void this.#listenAgain())
    subscriber.on('subscribersReady', () => this.#tellGap())
  }

  async publish(userId: string, events: readonly SessionEvent[]): Promise<void> {
    await this.#client.spublish(new UserKeys(this.#prefix, userId).channel, JSON.stringify(events))
  }

  /** @throws What the driver throws, when Redis cannot be reached; then nothing is subscribed. */
  async subscribe(userId: string, listener: BusListener): Promise<() => void> {
    const channel = new UserKeys(this.#prefix, userId).channel
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    const end = (): void => this.#remove(channel, listener)
    try {
      await this.#subscriber.ssubscribe(channel)
    } catch (error) {
      end()
      throw error
    }
    return end
  }

  #remove(channel: string, listener: BusListener): void {
    const listeners = this.#listeners.get(channel)
    if (!listeners?.delete(listener) || listeners.size > 0) return
    this.#listeners.delete(channel)
    // Where there is no connection, there is nothing to end.
    this.#subscriber.sunsubscribe(channel).catch(() => {})
  }

  #deliver(channel: string, message: string): void {
    const listeners = [...(this.#listeners.get(channel) ?? [])]
    const events = eventsOf(message)
    for (const listener of listeners) {
      if (events === null) listener.onGap()
      else listener.onEvents(events)
    }
  }

  /** After a new connection. If that breaks as well, the next one is told of. */
  async #listenAgain(): Promise<void> {
    if (!this.#subscriber.isCluster) {
      const channels = [...this.#listeners.keys()]
      const answers = await Promise.allSettled(channels.map((one) => this.#subscriber.ssubscribe(one)))
      if (answers.some(({ status }) => status === 'rejected')) return
    }
    this.#tellGap()
  }

  #tellGap(): void {
    for (const listener of [...this.#listeners.values()].flatMap((one) => [...one])) listener.onGap()
  }
}

/** Null when it is not what {@link RedisBus.publish} sends, such as that of a version to come. */
function eventsOf(message: string): readonly SessionEvent[] | null {
  try {
    const events: unknown = JSON.parse(message)
    return Array.isArray(events) ? events : null
  } catch {
    return null
  }
}
