import type { SessionEvent } from '../policy/index.ts'

/**
 * In the place of a user id: what is of interest for all users together, which are the wrong answers. No user has this id.
 * A bus whose messages are no more than a hint to read the audit trail has to carry these whole.
 */
export const ALL_USERS = ''

/** What a subscriber is told. */
export interface BusListener {
  /** Events of the user, in the order of one change. */
  onEvents(events: readonly SessionEvent[]): void
  /** Something may have been missed: read the store again. */
  onGap(): void
}

/**
 * Carries events between processes, after they are committed. A hint, never the authority: events may be lost, so whoever
 * listens reads the store when it starts, when it is told of a gap, and on a timer.
 */
export interface EventBus {
  /** @param userId  Whose the events are, or {@link ALL_USERS}. */
  publish(userId: string, events: readonly SessionEvent[]): void | Promise<void>
  /** Resolves when the subscription is active; the result ends it. */
  subscribe(userId: string, listener: BusListener): Promise<() => void>
}

/** A bus within this process. A listener that throws keeps no other from being told; `publish` throws afterwards. */
export function memoryBus(): EventBus {
  const listeners = new Map<string, Set<BusListener>>()
  return {
    publish(userId, events) {
      const failures: unknown[] = []
      for (const listener of [...(listeners.get(userId) ?? [])]) {
        try {
          listener.onEvents(events)
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'a listener of session events failed')
    },
    async subscribe(userId, listener) {
      const subscribed = listeners.get(userId) ?? new Set()
      listeners.set(userId, subscribed.add(listener))
      return () => {
        subscribed.delete(listener)
        if (subscribed.size === 0 && listeners.get(userId) === subscribed) listeners.delete(userId)
      }
    },
  }
}
