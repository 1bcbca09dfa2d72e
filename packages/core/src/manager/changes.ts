import type { Change, SessionEvent, SessionPolicy, UserSessions } from '../policy/index.ts'
import type { SessionStore } from '../store/index.ts'
import { ALL_USERS, type EventBus } from './event-bus.ts'

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

  /** A change that the user's policy decides; it is found before, for a decision may run more than once and is pure. */
  async decide<R>(
    userId: string,
    decide: (policy: SessionPolicy, user: UserSessions, now: number) => Change<R>,
  ): Promise<Committed<R>> {
    const policy = typeof this.#policy === 'function' ? await this.#policy(userId) : this.#policy
    if (typeof policy?.admit !== 'function') {
      throw new TypeError('policy: has to be a SessionPolicy, or a function that returns one')
    }
    return await this.apply(userId, (user, now) => decide(policy, user, now))
  }

  /** A change that is the same under every policy. It asks for none, so it goes on where policies cannot be found. */
  async apply<R>(
    userId: string,
    decide: (user: UserSessions, now: number) => Change<R>,
  ): Promise<Committed<R>> {
    let decidedAt = 0
    const { result, events } = await this.#store.update(userId, (user, now) => {
      decidedAt = now
      return decide(user, now)
    })
    if (events.length > 0) this.tell(userId, events)
    return { result, now: decidedAt }
  }

  /** After the commit; whatever fails here fails nobody's request. */
  tell(userId: string, events: readonly SessionEvent[]): void {
    this.#unawaited(() => this.#bus.publish(userId, events))
    const wrong = events.filter(({ type }) => type === 'answer.rejected')
    if (wrong.length > 0) this.#unawaited(() => this.#bus.publish(ALL_USERS, wrong))
    for (const event of events) this.#unawaited(() => this.#onEvent(event))
  }

  #unawaited(action: () => void | Promise<void>): void {
    try {
      const done = action()
      // Most leave nothing to wait for.
      if (done !== undefined) Promise.resolve(done).catch(this.#onError)
    } catch (error) {
      this.#onError(error)
    }
  }
}
