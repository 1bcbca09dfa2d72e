import type { BusListener, SessionEvent } from '@seatkit/core'

/** What one change made. */
export interface ChangeEvents {
  readonly version: number
  readonly events: readonly SessionEvent[]
}

/** Tells the listeners of one user of every change after the one it began with, in order and once. */
export class FollowedUser {
  readonly listeners: Set<BusListener> = new Set()
  readonly #readAfter: (version: number) => Promise<readonly ChangeEvents[]>
  #version: number
  #isReading = false
  #isBehind = false

  /**
   * @param version    The last change of which nobody has to be told.
   * @param readAfter  The changes after a version, in order.
   */
  constructor(version: number, readAfter: (version: number) => Promise<readonly ChangeEvents[]>) {
    this.#version = version
    this.#readAfter = readAfter
  }

  /** Something has changed: reads what, and tells it. Calls during a read share the next one. */
  async catchUp(): Promise<void> {
    this.#isBehind = true
    if (this.#isReading) return
    this.#isReading = true
    try {
      while (this.#isBehind) {
        this.#isBehind = false
        for (const change of await this.#readAfter(this.#version)) this.#tell(change)
      }
    } catch {
      this.skipGap()
    } finally {
      this.#isReading = false
    }
  }

  /** What came before `version`, or was missed, the listeners have to read for themselves. */
  skipGap(version: number = 0): void {
    this.#version = Math.max(this.#version, version)
    for (const listener of [...this.listeners]) listener.onGap()
  }

  #tell({ version, events }: ChangeEvents): void {
    if (version <= this.#version) return
    this.#version = version
    for (const listener of [...this.listeners]) listener.onEvents(events)
  }
}
