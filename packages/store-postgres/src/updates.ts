import {
  type Change,
  CONFLICT,
  isNoChange,
  OptimisticLoop,
  StoreConflictError,
  StoreUnavailableError,
  type UserSessions,
} from '@seatkit/core'
import { changeParts, refuseRevival } from './change-parts.ts'
import type { Connection, Runner } from './connection.ts'
import { isOutcomeUnknown } from './postgres-errors.ts'
import type { Statements } from './statements.ts'
import { snapshotOf, type UserRow, userValues } from './user-row.ts'

/** Commits of which no answer came, by the version they would have. */
type InDoubt<R> = Map<number, Change<R>>

/**
 * Changes users: reads, decides, and commits if the user is still the same; two round trips when nobody else is quicker.
 *
 * A commit of which no answer came may have happened, or may still happen. Its version tells: once it is found, that
 * change is the answer; and while it is not, another attempt cannot commit together with it, for both replace the same
 * version.
 */
export class Updates {
  readonly #connection: Connection
  readonly #sql: Statements
  readonly #timeoutMs: number
  readonly #loop: OptimisticLoop

  constructor(connection: Connection, sql: Statements, timeoutMs: number) {
    this.#connection = connection
    this.#sql = sql
    this.#timeoutMs = timeoutMs
    this.#loop = new OptimisticLoop(timeoutMs)
  }

  async make<R>(
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
  ): Promise<Change<R>> {
    const deadline = performance.now() + this.#timeoutMs
    const inDoubt: InDoubt<R> = new Map()
    try {
      return await this.#loop.run(userId, () =>
        this.#connection.hold((client) => this.#attempt(client, userId, decide, inDoubt, deadline)),
      )
    } catch (error) {
      // "Nothing was written" cannot be said of it.
      if (inDoubt.size > 0 && error instanceof StoreConflictError)
        throw new StoreUnavailableError({ cause: error })
      throw error
    }
  }

  async #attempt<R>(
    client: Runner,
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
    inDoubt: InDoubt<R>,
    deadline: number,
  ): Promise<Change<R> | typeof CONFLICT> {
    const [row] = await client.run<UserRow>(this.#sql.readToChange, userValues(userId), deadline)
    if (row === undefined) throw new StoreUnavailableError()
    const [at, to, from] = row
    if (to === null) throw new StoreUnavailableError()
    // After the read: what commits between the two makes the attempt lose, and is found by the next one.
    const committed = await this.#findCommitted(client, userId, inDoubt, deadline)
    if (committed !== undefined) return committed

    const { user } = snapshotOf(userId, row)
    const change = decide(user, at)
    if (isNoChange(change)) return change
    refuseRevival(user, change)
    const { parts, values } = changeParts({ from, to, at }, user, change, this.#connection.lockTimeoutMs)
    try {
      const [won] = await client.run<boolean>(this.#sql.commit(parts), values, deadline)
      return won === true ? change : CONFLICT
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error
      inDoubt.set(to, change)
      return CONFLICT
    }
  }

  async #findCommitted<R>(
    client: Runner,
    userId: string,
    inDoubt: InDoubt<R>,
    deadline: number,
  ): Promise<Change<R> | undefined> {
    if (inDoubt.size === 0) return undefined
    const values = [userId, [...inDoubt.keys()]]
    const [version] = await client.run<number>(this.#sql.committed, values, deadline)
    return version === undefined ? undefined : inDoubt.get(version)
  }
}
