import type { SessionEvent } from '../policy/index.ts'
import { ALL_USERS, type BusListener, type EventBus } from './event-bus.ts'

/** A bus that holds events back until they may be told: until the transaction that they are part of has committed. */
export class HeldEvents implements EventBus {
  readonly #bus: EventBus
  readonly #held: { readonly userId: string; readonly events: readonly SessionEvent[] }[] = []

  constructor(bus: EventBus) {
    this.#bus = bus
  }

  /** What is of interest for all users is told again with the events of the user, so it is not held beside them. */
  publish(userId: string, events: readonly SessionEvent[]): void {
    if (userId !== ALL_USERS) this.#held.push({ userId, events })
  }

  subscribe(userId: string, listener: BusListener): Promise<() => void> {
    return this.#bus.subscribe(userId, listener)
  }

  /** Hands on all that was held, in order. */
  release(tell: (userId: string, events: readonly SessionEvent[]) => void): void {
    for (const { userId, events } of this.#held.splice(0)) tell(userId, events)
  }
}
