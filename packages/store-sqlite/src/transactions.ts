import { CONFLICT, type OptimisticLoop } from '@seatkit/core'
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts'
import { isBusy, toStoreError } from './sqlite-errors.ts'

/** Runs work on a connection, and turns what the driver throws into the errors of the contract. */
export class Transactions {
  readonly #loop: OptimisticLoop
  readonly #begin: SqliteStatement
  readonly #beginImmediate: SqliteStatement
  readonly #commit: SqliteStatement
  readonly #rollback: SqliteStatement

  constructor(database: SqliteDatabase, loop: OptimisticLoop) {
    this.#loop = loop
    this.#begin = database.prepare('BEGIN')
    this.#beginImmediate = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.#rollback = database.prepare('ROLLBACK')
  }

  /** One statement, which needs no transaction. */
  query<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error)
    }
  }

  /** Several statements that all see the same state. */
  read<T>(work: () => T): T {
    return this.query(() => this.#run(this.#begin, work))
  }

  /**
   * A change, in the queue of its user. The write lock is taken before anything is read, so what is decided on cannot
   * change until the commit.
   */
  write<T>(userId: string, work: () => T): Promise<T> {
    return this.writeOne(userId, () => this.#run(this.#beginImmediate, work))
  }

  /** A change of one statement, which is its own transaction. */
  writeOne<T>(userId: string, work: () => T): Promise<T> {
    return this.#loop.run(userId, async () => {
      try {
        return work()
      } catch (error) {
        // A lock that did not come free within the busy timeout is a lost race: the loop pauses without blocking.
        if (isBusy(error)) return CONFLICT
        throw toStoreError(error)
      }
    })
  }

  #run<T>(begin: SqliteStatement, work: () => T): T {
    begin.run()
    try {
      const result = work()
      this.#commit.run()
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    }
  }

  /** SQLite rolls back by itself after some errors, such as a full disk; then there is nothing left to do. */
  #rollBack(): void {
    try {
      this.#rollback.run()
    } catch {}
  }
}
