import { setImmediate as turn } from 'node:timers/promises'
import { CONFLICT, type OptimisticLoop } from '@seatkit/core'
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts'
import { isBusy, isSqliteError, toStoreError } from './sqlite-errors.ts'
import { WaitingChange } from './waiting-change.ts'

/** So many changes in one commit keep the event loop for some 10 ms. */
const MOST_PER_COMMIT = 50

/** SQLite has one write lock for the whole file, so there is one queue, and not one for each user. */
const QUEUE = 'file'

/**
 * Runs work on a connection, and turns what the driver throws into the errors of the contract.
 *
 * Changes that arrive while others wait for the lock or the disk share one commit: in a burst of logins each process
 * takes the lock a few times, instead of once for each login against all the others.
 */
export class Transactions {
  readonly #loop: OptimisticLoop
  readonly #waiting: WaitingChange<unknown>[] = []
  readonly #begin: SqliteStatement
  readonly #beginImmediate: SqliteStatement
  readonly #commit: SqliteStatement
  readonly #rollback: SqliteStatement
  readonly #save: SqliteStatement
  readonly #release: SqliteStatement
  readonly #rollbackToSave: SqliteStatement

  constructor(database: SqliteDatabase, loop: OptimisticLoop) {
    this.#loop = loop
    this.#begin = database.prepare('BEGIN')
    this.#beginImmediate = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.#rollback = database.prepare('ROLLBACK')
    this.#save = database.prepare('SAVEPOINT one_change')
    this.#release = database.prepare('RELEASE one_change')
    this.#rollbackToSave = database.prepare('ROLLBACK TO one_change')
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
   * A change: all that `work` writes, or nothing. The write lock is taken before anything is read, so what is decided on
   * cannot change until the commit.
   *
   * @param work  May run more than once; the last run counts.
   */
  async write<T>(work: () => T): Promise<T> {
    const change = new WaitingChange(work)
    this.#waiting.push(change)
    try {
      await this.#loop.run(QUEUE, async () => (change.isCommitted ? null : await this.#commitWaiting()))
    } catch (error) {
      // Its deadline may have passed in the queue after another's turn had committed it.
      if (!change.isCommitted) {
        this.#waiting.splice(this.#waiting.indexOf(change), 1)
        throw error
      }
    }
    return change.answer()
  }

  /** A lock that did not come free within the busy timeout is a lost race: the loop pauses without blocking. */
  async #commitWaiting(): Promise<typeof CONFLICT | null> {
    // Requests that arrived together are handled one after the other; this lets all of them join.
    await turn()
    try {
      this.#commitFirst(MOST_PER_COMMIT)
      return null
    } catch (error) {
      if (isBusy(error)) return CONFLICT
      throw toStoreError(error)
    }
  }

  #commitFirst(count: number): void {
    const changes = this.#waiting.slice(0, count)
    try {
      this.#run(this.#beginImmediate, () => {
        for (const change of changes) this.#apply(change)
      })
    } catch (error) {
      if (isBusy(error) || changes.length === 1) throw error
      // Whose error it was is not known: the first goes alone, and the next has its own turn.
      this.#commitFirst(1)
      return
    }
    this.#waiting.splice(0, changes.length)
    for (const change of changes) change.isCommitted = true
  }

  /** A decision that fails undoes itself alone. An error of SQLite ends the commit: it may have rolled back already. */
  #apply(change: WaitingChange<unknown>): void {
    this.#save.run()
    try {
      change.run()
    } catch (error) {
      if (isSqliteError(error)) throw error
      this.#rollbackToSave.run()
      change.fail(toStoreError(error))
    }
    this.#release.run()
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
