import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreUnavailableError } from '@seatkit/core'
import { before } from './before.ts'
import { type Connection, rowsOf, type Statement } from './connection.ts'
import { PooledCall } from './pooled-call.ts'
import { isUndone, toStoreError } from './postgres-errors.ts'
import type { PostgresPool } from './postgres-pool.ts'

/** So many calls may wait for the pool, late ones included: a database that stands still must not fill the memory. */
const MOST_RUNNING = 10_000

const LONGEST_PAUSE_MS = 20

/**
 * Runs each statement on a client of the pool, in a transaction of its own, before the deadline of the call.
 *
 * A client whose answer is late, or whose connection broke, is not given back to the pool but closed: nobody else is to
 * read the late answer. What it waits for in the server ends by `lock_timeout`, which each statement that locks sets for
 * itself, so the settings that the application gave its pool stay as they are.
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

  async run<Row>(statement: Statement, values: readonly unknown[], deadline: number): Promise<Row[]> {
    const query = { ...statement, values: [...values] }
    for (;;) {
      if (this.#running === MOST_RUNNING)
        throw new StoreUnavailableError({ cause: new Error('the pool is exhausted') })
      this.#running++
      const call = new PooledCall(this.#pool, () => this.#running--)
      try {
        return rowsOf(await before(deadline, call.run(query)))
      } catch (error) {
        call.abandon()
        if (!isUndone(error) || performance.now() >= deadline) throw toStoreError(error)
        await pause(randomInt(LONGEST_PAUSE_MS) + 1)
      }
    }
  }
}

function ignore(): void {}
