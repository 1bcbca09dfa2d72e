/**
 * A value that changes and can be watched. What keeps it up to date, requests and sockets, runs only while somebody
 * watches. Both methods may be handed around unbound, as `useSyncExternalStore` asks.
 */
export abstract class Observed<T> {
  /** The value before anything is known, and on a server that renders the page. */
  readonly initial: T
  readonly #listeners: Set<() => void> = new Set()
  #value: T
  #isRunning = false

  constructor(initial: T) {
    this.initial = initial
    this.#value = initial
  }

  /** The value as it is now: the same one until it changes. */
  readonly get = (): T => this.#value

  /** Calls `listener` after each change. Returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    // An object of its own, so that one listener subscribed twice is two.
    const heard = (): void => listener()
    this.#listeners.add(heard)
    this.#settle()
    return () => {
      this.#listeners.delete(heard)
      // One part of a page may leave and the next one come in one go: that is no reason to stop.
      queueMicrotask(() => this.#settle())
    }
  }

  protected get isObserved(): boolean {
    return this.#isRunning
  }

  protected set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }

  /** Somebody watches. */
  protected abstract start(): void

  /** Nobody watches any more. */
  protected abstract stop(): void

  #settle(): void {
    const isWanted = this.#listeners.size > 0
    if (isWanted === this.#isRunning) return
    this.#isRunning = isWanted
    if (isWanted) this.start()
    else this.stop()
  }
}
