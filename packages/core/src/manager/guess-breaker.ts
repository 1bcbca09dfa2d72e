import { type BreakerRule, type Guesses, guessed, NO_GUESSES } from '../policy/guesses.ts'
import { type Duration, durationMs, type SessionEvent } from '../policy/index.ts'
import { ALL_USERS, type EventBus } from './event-bus.ts'

/** When answers are refused for everybody: see {@link GuessBreaker}. */
export interface BreakerOptions {
  /** Wrong answers of all users together that are ordinary within `window`. Default 300. */
  readonly maxWrongAnswers?: number
  /** Default 10 minutes. */
  readonly window?: Duration
  /** For how long no answer is taken after one more. Default 10 minutes. */
  readonly pause?: Duration
}

/** What an application is told when answers are refused for everybody. */
export interface BreakerOpened {
  /** Epoch milliseconds of the store's clock. */
  readonly until: number
}

/**
 * Notices that codes are guessed over many accounts, a few for each, which the limits of no single one would stop: 5
 * answers to each of 200,000 challenges are one hit. It counts what the bus tells of all processes, so it is an alarm and
 * a brake; the limits that hold are those of each challenge and each user.
 */
export class GuessBreaker {
  readonly #rule: BreakerRule
  readonly #bus: EventBus
  readonly #onOpen: (opened: BreakerOpened) => void | Promise<void>
  readonly #onError: (error: unknown) => void
  #guesses: Guesses = NO_GUESSES
  #subscription: Promise<(() => void) | undefined> | undefined

  /** @throws {TypeError} Naming the option that is wrong, and what would be right. */
  constructor(
    options: BreakerOptions,
    bus: EventBus,
    onOpen: (opened: BreakerOpened) => void | Promise<void>,
    onError: (error: unknown) => void,
  ) {
    const { maxWrongAnswers = 300, window = '10m', pause = '10m' } = options
    if (!Number.isSafeInteger(maxWrongAnswers) || maxWrongAnswers < 1) {
      throw new TypeError(
        `breaker.maxWrongAnswers: ${maxWrongAnswers} is not possible; write a whole number from 1`,
      )
    }
    this.#rule = {
      maxWrongAnswers,
      windowMs: durationMs('breaker.window', window),
      pauseMs: durationMs('breaker.pause', pause),
    }
    this.#bus = bus
    this.#onOpen = onOpen
    this.#onError = onError
  }

  /** Until when no answer is taken, by the store's clock; 0 when one always was. */
  get openUntil(): number {
    return this.#guesses.pausedUntil
  }

  /** Listens, if it does not yet. What fails is reported, and tried again at the next call. */
  async listen(): Promise<void> {
    this.#subscription ??= this.#subscribe()
    await this.#subscription
  }

  async stop(): Promise<void> {
    const unsubscribe = await this.#subscription
    unsubscribe?.()
  }

  async #subscribe(): Promise<(() => void) | undefined> {
    try {
      return await this.#bus.subscribe(ALL_USERS, {
        onEvents: (events) => this.#count(events),
        onGap() {},
      })
    } catch (error) {
      this.#subscription = undefined
      this.#onError(error)
      return undefined
    }
  }

  #count(events: readonly SessionEvent[]): void {
    const before = this.#guesses.pausedUntil
    for (const { type, at } of events) {
      if (type === 'answer.rejected') this.#guesses = guessed(this.#guesses, at, this.#rule)
    }
    if (this.#guesses.pausedUntil > before) void this.#tell({ until: this.#guesses.pausedUntil })
  }

  async #tell(opened: BreakerOpened): Promise<void> {
    try {
      await this.#onOpen(opened)
    } catch (error) {
      this.#onError(error)
    }
  }
}
