import { CloseCode, type LiveConnection } from '@seatkit/core/http'
import type { WebSocket } from 'ws'

/** The sockets that are open, of which each session, or waiting login, may hold so many. */
export class OpenSockets {
  readonly #limit: number
  readonly #closeGraceMs: number
  readonly #all = new Set<WebSocket>()
  readonly #byOwner = new Map<string, Map<WebSocket, LiveConnection>>()

  /** @param closeGraceMs  How long a client may take to close a socket that has to go. */
  constructor(limit: number, closeGraceMs: number) {
    this.#limit = limit
    this.#closeGraceMs = closeGraceMs
  }

  /**
   * Counts a socket until it closes. Where the limit is reached the oldest one has to go: it may well be the ghost of a
   * network that was lost, and the newest is where somebody is looking.
   */
  add(ownerId: string, ws: WebSocket, connection: LiveConnection): void {
    const owned = this.#byOwner.get(ownerId) ?? new Map()
    const [oldest] = owned
    if (oldest && owned.size >= this.#limit) this.#evict(ownerId, ...oldest)
    this.#byOwner.set(ownerId, owned.set(ws, connection))
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

  /** A client that does not answer the close is cut off, or its sockets would add up. */
  #evict(ownerId: string, ws: WebSocket, connection: LiveConnection): void {
    this.#release(ownerId, ws)
    connection.stop()
    ws.close(CloseCode.PolicyViolation, 'too many connections')
    const grace = setTimeout(() => ws.terminate(), this.#closeGraceMs)
    ws.once('close', () => clearTimeout(grace))
  }

  #release(ownerId: string, ws: WebSocket): void {
    const owned = this.#byOwner.get(ownerId)
    owned?.delete(ws)
    if (owned?.size === 0) this.#byOwner.delete(ownerId)
  }
}
