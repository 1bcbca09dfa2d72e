import { before } from './before.ts'
import { type Connection, type Runner, rowsOf, type Statement } from './connection.ts'
import { toStoreError } from './postgres-errors.ts'
import type { PostgresQueryable } from './postgres-pool.ts'

/**
 * Runs statements in a transaction that the application began and will end. An error leaves the transaction failed, as
 * every error in Postgres does: it is for the application to roll it back.
 */
export class TransactionConnection implements Connection {
  readonly lockTimeoutMs = null
  readonly #client: PostgresQueryable

  constructor(client: PostgresQueryable) {
    this.#client = client
  }

  hold<T>(work: (client: Runner) => Promise<T>): Promise<T> {
    return work(this)
  }

  async run<Row>({ name, text }: Statement, values: readonly unknown[], deadline: number): Promise<Row[]> {
    try {
      return rowsOf(await before(deadline, this.#client.query({ name, text, values: [...values] })))
    } catch (error) {
      throw toStoreError(error)
    }
  }
}
