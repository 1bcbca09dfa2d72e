import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { before } from './before.ts'
import { type Runner, rowsOf, type Statement } from './connection.ts'
import { isRefused, isUndone, toStoreError } from './postgres-errors.ts'
import type { PostgresPool, PostgresPoolClient, PostgresQuery } from './postgres-pool.ts'

const LONGEST_PAUSE_MS = 20

/**
 * A client of a pool for statements that follow each other at once: taken for the first of them, and given back when it is
 * over.
 *
 * A client whose answer is late, or whose connection broke, is not given back but closed: nobody else is to read the late
 * answer.
 */
export class HeldClient implements Runner {
  readonly #pool: PostgresPool
  readonly #onDone: () => void
  #client: PostgresPoolClient | undefined
  #isWaiting = false
  #isOver = false

  /** @param onDone  It is over, and waits for nothing any more: neither for the pool nor for the server. */
  constructor(pool: PostgresPool, onDone: () => void) {
    this.#pool = pool
    this.#onDone = onDone
  }

  /** Runs a statement again where Postgres undid it for the sake of others. */
  async run<Row>({ name, text }: Statement, values: readonly unknown[], deadline: number): Promise<Row[]> {
    const query = { name, text, values: [...values] }
    for (;;) {
      try {
        return await before(deadline, this.#answer<Row>(query))
      } catch (error) {
        this.#release(!this.#isWaiting)
        if (!isUndone(error) || performance.now() >= deadline) throw toStoreError(error)
        await pause(randomInt(LONGEST_PAUSE_MS) + 1)
      }
    }
  }

  /** Gives the client back, or closes it if it is still at work. */
  end(): void {
    this.#isOver = true
    this.#release(!this.#isWaiting)
    if (!this.#isWaiting) this.#onDone()
  }

  async #answer<Row>(query: PostgresQuery): Promise<Row[]> {
    this.#isWaiting = true
    try {
      const client = this.#client ?? this.#taken(await this.#pool.connect())
      return rowsOf(await client.query(query))
    } catch (error) {
      if (!isRefused(error)) this.#release(false)
      throw error
    } finally {
      this.#isWaiting = false
      if (this.#isOver) this.#onDone()
    }
  }

  #taken(client: PostgresPoolClient): PostgresPoolClient {
    if (this.#isOver) {
      client.release()
      throw new Error('nobody waits for it any more')
    }
    client.on('error', ignore)
    this.#client = client
    return client
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
