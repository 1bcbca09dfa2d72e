import type { SessionEvent } from '../policy/index.ts'
import type { BusListener, EventBus } from './event-bus.ts'

/** A bus that holds events back until they may be told: until the transaction that they are part of has committed. */
export class HeldEvents implements EventBus {
  readonly #bus: EventBus
  readonly #held: { readonly userId: string; readonly events: readonly SessionEvent[] }[] = []

  constructor(bus: EventBus) {
    this.#bus = bus
  }

  publish(userId: string, events: readonly SessionEvent[]): void {
    this.#held.push({ userId, events })
  }

  subscribe(userId: string, listener: BusListener): Promise<() => void> {
    return this.#bus.subscribe(userId, listener)
  }

  /** Hands on all that was held, in order. */
  release(tell: (userId: string, events: readonly SessionEvent[]) => void): void {
    for (const { userId, events } of this.#held.splice(0)) tell(userId, events)
  }
}
