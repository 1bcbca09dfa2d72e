import type { OwnChallenge } from './wire.ts'

/** The code is told only once, so a reload of the waiting page needs it from here. Ends with the tab. */
export class StoredChallenge {
  readonly #key: string

  /** @param url  Of the session routes, for there may be several applications on one origin. */
  constructor(url: string) {
    this.#key = `seatkit:${url}`
  }

  /** The challenge this tab waits for, or was waiting for when it was last seen. */
  read(): OwnChallenge | undefined {
    const text = globalThis.sessionStorage?.getItem(this.#key)
    return typeof text === 'string' ? JSON.parse(text) : undefined
  }

  write(challenge: OwnChallenge): void {
    globalThis.sessionStorage?.setItem(this.#key, JSON.stringify(challenge))
  }

  remove(): void {
    globalThis.sessionStorage?.removeItem(this.#key)
  }
}
