import { ALL_USERS, type BusListener, type EventBus, memoryBus } from '@seatkit/core'

/** A bus within this process that can be told to lose events, and to say that it did. */
export class LossyBus implements EventBus {
  readonly #bus = memoryBus()
  readonly #listeners = new Set<BusListener>()
  isLosing = false

  publish(...event: Parameters<EventBus['publish']>): void | Promise<void> {
    if (!this.isLosing) return this.#bus.publish(...event)
  }

  async subscribe(userId: string, listener: BusListener): Promise<() => void> {
    if (userId !== ALL_USERS) this.#listeners.add(listener)
    const unsubscribe = await this.#bus.subscribe(userId, listener)
    return () => {
      this.#listeners.delete(listener)
      unsubscribe()
    }
  }

  /** How many listen to a user. */
  get listening(): number {
    return this.#listeners.size
  }

  tellOfGap(): void {
    for (const listener of this.#listeners) listener.onGap()
  }
}
