import { type Change, type SessionEvent, SessionPolicy, type UserSessions } from '../policy/index.ts'
import type { SessionStore } from '../store/index.ts'
import type { EventBus } from './event-bus.ts'

/** The rules, or a function that finds them for a user (plan, role). */
export type PolicySource = SessionPolicy | ((userId: string) => SessionPolicy | Promise<SessionPolicy>)

/** The result of a committed decision, and the store's clock when it was made. */
export interface Committed<R> {
  readonly result: R
  readonly now: number
}

/** Has the user's policy decide, the store commit, and then everybody told: the one way a session changes. */
export class Changes {
  readonly #store: SessionStore
  readonly #policy: PolicySource
  readonly #bus: EventBus
  readonly #onEvent: (event: SessionEvent) => void | Promise<void>
  readonly #onError: (error: unknown) => void

  constructor(
    store: SessionStore,
    policy: PolicySource,
    bus: EventBus,
    onEvent: (event: SessionEvent) => void | Promise<void>,
    onError: (error: unknown) => void,
  ) {
    this.#store = store
    this.#policy = policy
    this.#bus = bus
    this.#onEvent = onEvent
    this.#onError = onError
  }

  /** The policy is found before the decision, which itself may run more than once and has to be pure. */
  async make<R>(
    userId: string,
    decide: (policy: SessionPolicy, user: UserSessions, now: number) => Change<R>,
  ): Promise<Committed<R>> {
    const policy = await this.policyOf(userId)
    let decidedAt = 0
    const { result, events } = await this.#store.update(userId, (user, now) => {
      decidedAt = now
      return decide(policy, user, now)
    })
    if (events.length > 0) this.tell(userId, events)
    return { result, now: decidedAt }
  }

  async policyOf(userId: string): Promise<SessionPolicy> {
    const policy = this.#policy instanceof SessionPolicy ? this.#policy : await this.#policy(userId)
    if (policy instanceof SessionPolicy) return policy
    throw new TypeError('policy: the function has to return a SessionPolicy')
  }

  /** After the commit; whatever fails here fails nobody's request. */
  tell(userId: string, events: readonly SessionEvent[]): void {
    void this.#unawaited(() => this.#bus.publish(userId, events))
    for (const event of events) void this.#unawaited(() => this.#onEvent(event))
  }

  async #unawaited(action: () => void | Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      this.#onError(error)
    }
  }
}
