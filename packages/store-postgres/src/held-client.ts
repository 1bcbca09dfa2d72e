import { before } from './before.ts'
import { rowsOf, type Statement } from './connection.ts'
import { isRefused } from './postgres-errors.ts'
import type { PostgresPool, PostgresPoolClient, PostgresQuery } from './postgres-pool.ts'

/**
 * A client of a pool for statements that follow each other at once: taken for the first of them, and given back after the
 * last.
 *
 * A client whose answer is late, or whose connection broke, is not given back but closed: nobody else is to read the late
 * answer.
 */
export class HeldClient {
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

  /** @throws What the driver threw, or that the deadline passed. */
  async run<Row>({ name, text }: Statement, values: readonly unknown[], deadline: number): Promise<Row[]> {
    return rowsOf(await before(deadline, this.#answer({ name, text, values: [...values] })))
  }

  /** Gives the client back, or closes it if it is still at work. The next statement takes another one. */
  giveBack(): void {
    this.#release(!this.#isWaiting)
  }

  end(): void {
    this.#isOver = true
    this.giveBack()
    if (!this.#isWaiting) this.#onDone()
  }

  async #answer(query: PostgresQuery): Promise<{ readonly rows: readonly unknown[] }> {
    this.#isWaiting = true
    try {
      this.#client ??= await this.#taken()
      return await this.#client.query(query)
    } catch (error) {
      if (!isRefused(error)) this.#release(false)
      throw error
    } finally {
      this.#isWaiting = false
      if (this.#isOver) this.#onDone()
    }
  }

  async #taken(): Promise<PostgresPoolClient> {
    const client = await this.#pool.connect()
    if (this.#isOver) {
      client.release()
      throw new Error('nobody waits for it any more')
    }
    client.on('error', ignore)
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
