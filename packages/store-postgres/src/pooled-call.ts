import { isRefused } from './postgres-errors.ts'
import type { PostgresPool, PostgresPoolClient, PostgresQuery } from './postgres-pool.ts'

/** One statement on one client of a pool, which gets the client back as soon as the statement is done. */
export class PooledCall {
  readonly #pool: PostgresPool
  readonly #onDone: () => void
  #client: PostgresPoolClient | undefined
  #isAbandoned = false

  /** @param onDone  It waits for nothing any more: neither for the pool nor for the server. */
  constructor(pool: PostgresPool, onDone: () => void) {
    this.#pool = pool
    this.#onDone = onDone
  }

  async run(query: PostgresQuery): Promise<{ readonly rows: readonly unknown[] }> {
    try {
      const client = await this.#pool.connect()
      if (this.#isAbandoned) {
        client.release()
        throw new Error('nobody waits for it any more')
      }
      this.#client = client
      client.on('error', ignore)
      const result = await client.query(query)
      this.#release(true)
      return result
    } catch (error) {
      this.#release(isRefused(error))
      throw error
    } finally {
      this.#onDone()
    }
  }

  /** Nobody waits any more. The client is closed if it is at work: who had it next would have to wait for this answer. */
  abandon(): void {
    this.#isAbandoned = true
    this.#release(false)
  }

  #release(isSound: boolean): void {
    const client = this.#client
    this.#client = undefined
    if (client === undefined) return
    // A broken connection may report more than one error.
    if (isSound) client.removeListener('error', ignore)
    client.release(!isSound)
  }
}

function ignore(): void {}
