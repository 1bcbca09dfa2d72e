import { memoryStore, type SessionStore, StoreUnavailableError } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'

/** A store in memory that can be told to be down, and to keep an answer back. */
export class FaultyStore {
  readonly store: SessionStore
  isDown = false
  #held: { readonly reached: () => void; readonly released: Promise<void> } | undefined
  #release = (): void => {}

  constructor() {
    const memory = memoryStore({ clock: manualClock().now })
    this.store = new Proxy(memory, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          if (this.isDown) throw new StoreUnavailableError()
          const answer: unknown = await member.apply(target, args)
          if (name === 'read') await this.#wait()
          return answer
        }
      },
    })
  }

  /** Keeps the next answer to `read` back, old as it gets. Resolves when there is one. */
  holdRead(): Promise<void> {
    return new Promise((reached) => {
      const released = new Promise<void>((resolve) => {
        this.#release = resolve
      })
      this.#held = { reached, released }
    })
  }

  release(): void {
    this.#release()
  }

  async #wait(): Promise<void> {
    const held = this.#held
    this.#held = undefined
    held?.reached()
    await held?.released
  }
}
