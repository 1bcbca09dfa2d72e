import { StoreUnavailableError } from '@seatkit/core'
import type { Connection, Runner, Statement } from './connection.ts'
import { HeldClient } from './held-client.ts'
import type { PostgresPool } from './postgres-pool.ts'

/** So many calls may wait for the pool, late ones included: a database that stands still must not fill the memory. */
const MOST_RUNNING = 10_000

/**
 * Runs each statement on a client of the pool, in a transaction of its own, before the deadline of the call.
 *
 * What a client waits for in the server ends by `lock_timeout`, which each statement that locks sets for itself, so the
 * settings that the application gave its pool stay as they are.
 */
export class PooledConnection implements Connection {
  readonly lockTimeoutMs: number
  readonly #pool: PostgresPool
  #running = 0

  constructor(pool: PostgresPool, lockTimeoutMs: number) {
    this.#pool = pool
    this.lockTimeoutMs = lockTimeoutMs
    // Without a listener, an idle client whose connection breaks ends the process.
    pool.on('error', ignore)
  }

  run<Row>(statement: Statement, values: readonly unknown[], deadline: number): Promise<Row[]> {
    return this.hold((client) => client.run(statement, values, deadline))
  }

  async hold<T>(work: (client: Runner) => Promise<T>): Promise<T> {
    if (this.#running === MOST_RUNNING)
      throw new StoreUnavailableError({ cause: new Error('the pool is exhausted') })
    this.#running++
    const client = new HeldClient(this.#pool, () => this.#running--)
    try {
      return await work(client)
    } finally {
      client.end()
    }
  }
}

function ignore(): void {}
