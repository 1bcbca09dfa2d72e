import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { before } from './before.ts'

/** A client that is connected once and only listens, as far as the bus uses one. `Client` of `pg` is one. */
export interface PostgresListenClient {
  connect(): Promise<unknown>
  query(text: string): Promise<unknown>
  end(): Promise<void>
  on(
    event: 'notification',
    listener: (message: { readonly channel: string; readonly payload?: string | undefined }) => void,
  ): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end', listener: () => void): unknown
}

/** Who is told of what is heard. */
export interface Hearer {
  onPayload(payload: string, channel: string): void
  /** It listens again after it could not for a while; what was sent meanwhile is lost. */
  onGap(): void
}

const CONNECT_TIMEOUT_MS = 5_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 5_000

/** Listens on its channels, with a connection of its own; with another one as soon as there can be, when that breaks. */
export class Listening {
  readonly #newClient: () => PostgresListenClient
  readonly #channels: readonly string[]
  readonly #hearer: Hearer
  readonly #closing = new AbortController()
  #client: PostgresListenClient | undefined
  #active: Promise<void> | undefined

  /** @param channels  Names that are plain, or that may stand in double quotes. */
  constructor(newClient: () => PostgresListenClient, channels: readonly string[], hearer: Hearer) {
    this.#newClient = newClient
    this.#channels = channels
    this.#hearer = hearer
  }

  /**
   * Resolves when it listens. The first call connects, and rejects if it cannot; later ones wait if it is connecting again.
   */
  active(): Promise<void> {
    this.#active ??= this.#listen().catch((error: unknown) => {
      this.#active = undefined
      throw error
    })
    return this.#active
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#client?.end()
  }

  async #listen(): Promise<void> {
    this.#closing.signal.throwIfAborted()
    const client = this.#newClient()
    // It ends after an error, and that is what counts.
    client.on('error', ignore)
    client.on('notification', ({ channel, payload }) => {
      if (payload !== undefined) this.#hearer.onPayload(payload, channel)
    })
    const deadline = performance.now() + CONNECT_TIMEOUT_MS
    try {
      await before(deadline, client.connect())
      await before(deadline, client.query(this.#channels.map((channel) => `LISTEN "${channel}"`).join('; ')))
      // Closed in the meantime: nobody else would end it.
      this.#closing.signal.throwIfAborted()
    } catch (error) {
      client.end().catch(ignore)
      throw error
    }
    this.#client = client
    client.on('end', () => {
      this.#active = this.#listenAgain()
      // Whoever waits for it is told; if nobody does, that it was closed is no error.
      this.#active.catch(ignore)
    })
  }

  /** Rejects only when it is closed. */
  async #listenAgain(): Promise<void> {
    const { signal } = this.#closing
    for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
      await pause(randomInt(longest) + 1, undefined, { signal, ref: false })
      try {
        await this.#listen()
        this.#hearer.onGap()
        return
      } catch {
        signal.throwIfAborted()
      }
    }
  }
}

function ignore(): void {}
