import { CloseCode } from '@seatkit/core/http'
import type { WebSocket } from 'ws'

/** The sockets that are open, of which each session, or waiting login, may hold so many. */
export class OpenSockets {
  readonly #limit: number
  readonly #all = new Set<WebSocket>()
  readonly #byOwner = new Map<string, Set<WebSocket>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * Counts a socket until it closes. Where the limit is reached the oldest one has to go: it may well be the ghost of a
   * network that was lost, and the newest is where somebody is looking.
   */
  add(ownerId: string, ws: WebSocket): void {
    const owned = this.#byOwner.get(ownerId) ?? new Set()
    const [oldest] = owned
    if (oldest && owned.size >= this.#limit) {
      this.#release(ownerId, oldest)
      oldest.close(CloseCode.PolicyViolation, 'too many connections')
    }
    this.#byOwner.set(ownerId, owned.add(ws))
    this.#all.add(ws)
    ws.once('close', () => {
      this.#all.delete(ws)
      this.#release(ownerId, ws)
    })
  }

  /** Every socket that has not closed yet, also those that were told to. */
  all(): readonly WebSocket[] {
    return [...this.#all]
  }

  #release(ownerId: string, ws: WebSocket): void {
    const owned = this.#byOwner.get(ownerId)
    owned?.delete(ws)
    if (owned?.size === 0) this.#byOwner.delete(ownerId)
  }
}
