/** A statement that is prepared once on each connection. It answers with rows of one column, `row`, which is JSON. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export interface Runner {
  /**
   * @param deadline  Until when, by `performance.now()`.
   * @throws {StoreUnavailableError} It did not answer in time, or not at all. A write may have happened or not.
   * @throws {StoreConflictError} Somebody else holds a lock, or an id that would be inserted is taken.
   */
  run<Row>(statement: Statement, values: readonly unknown[], deadline: number): Promise<Row[]>
}

/** What runs the statements of the store: a pool, or a transaction of the application. */
export interface Connection extends Runner {
  /** How long a statement may wait for a lock; null where that is the application's to say. */
  readonly lockTimeoutMs: number | null
  /** Has one client run statements that follow each other at once: to wait for the pool again would cost as much as one. */
  hold<T>(work: (client: Runner) => Promise<T>): Promise<T>
}

/** The rows of an answer. They are JSON and not columns, for how columns are parsed is the application's to configure. */
export function rowsOf<Row>({ rows }: { readonly rows: readonly unknown[] }): Row[] {
  return (rows as readonly { readonly row: string | null }[]).map(
    ({ row }) => JSON.parse(row ?? 'null') as Row,
  )
}
