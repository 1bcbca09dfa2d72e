/** What is bound to a statement and what comes back from it. */
export type SqliteValue = string | number | null

/** A prepared statement, as far as the store uses one. */
export interface SqliteStatement {
  get(...values: SqliteValue[]): unknown
  all(...values: SqliteValue[]): unknown[]
  run(...values: SqliteValue[]): { readonly changes: number | bigint }
  setReturnArrays(enabled: boolean): void
}

/** A connection, as far as the store uses one. `DatabaseSync` of `node:sqlite` is one. */
export interface SqliteDatabase {
  exec(sql: string): void
  prepare(sql: string): SqliteStatement
}
