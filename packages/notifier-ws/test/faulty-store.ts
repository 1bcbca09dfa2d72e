import { memoryStore, type SessionStore, StoreUnavailableError } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'

/** A store in memory that can be told to be down, and to keep an answer back. */
export class FaultyStore {
  readonly store: SessionStore
  isDown = false
  #held: { method: string; passing: number; reached: () => void; released: Promise<void> } | undefined
  #release = (): void => {}
  #frozen: { calls: number; readonly full: () => void; readonly count: number } | undefined
  #thawed = Promise.resolve()
  #thaw = (): void => {}

  constructor() {
    const memory = memoryStore({ clock: manualClock().now })
    this.store = new Proxy(memory, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          if (this.isDown) throw new StoreUnavailableError()
          await this.#pass()
          const answer: unknown = await member.apply(target, args)
          if (name === this.#held?.method) await this.#wait()
          return answer
        }
      },
    })
  }

  /** Lets so many answers to a method pass and keeps the next one back, old as it gets. Resolves when it is there. */
  hold(method: keyof SessionStore, passing: number = 0): Promise<void> {
    return new Promise((reached) => {
      const released = new Promise<void>((resolve) => {
        this.#release = resolve
      })
      this.#held = { method, passing, reached, released }
    })
  }

  /** Keeps every call waiting until {@link thaw}. Resolves when so many are waiting. */
  freezeUntil(count: number): Promise<void> {
    this.#thawed = new Promise((resolve) => {
      this.#thaw = resolve
    })
    return new Promise((full) => {
      this.#frozen = { calls: 0, full, count }
    })
  }

  thaw(): void {
    this.#frozen = undefined
    this.#thaw()
  }

  release(): void {
    this.#release()
  }

  async #pass(): Promise<void> {
    const frozen = this.#frozen
    if (frozen === undefined) return
    if (++frozen.calls === frozen.count) frozen.full()
    await this.#thawed
  }

  async #wait(): Promise<void> {
    const held = this.#held
    if (held !== undefined && held.passing-- > 0) return
    this.#held = undefined
    held?.reached()
    await held?.released
  }
}
