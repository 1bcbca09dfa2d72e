/** A named statement and its values, as `pg` takes them. */
export interface PostgresQuery {
  readonly name: string
  readonly text: string
  readonly values: unknown[]
}

/** Something that runs statements: a client, or what an application puts around one. */
export interface PostgresQueryable {
  query(query: PostgresQuery): Promise<{ readonly rows: readonly unknown[] }>
}

/** A client of a pool, as far as the store uses one. */
export interface PostgresPoolClient extends PostgresQueryable {
  on(event: 'error', listener: (error: Error) => void): unknown
  removeListener(event: 'error', listener: (error: Error) => void): unknown
  release(destroy?: boolean): void
}

/** A pool, as far as the store uses one. `Pool` of `pg` 8.11 and later is one. */
export interface PostgresPool {
  connect(): Promise<PostgresPoolClient>
  on(event: 'error', listener: (error: Error) => void): unknown
}
