import {
  type DatabaseIntrospector,
  type Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  sql,
  type TableMetadata,
} from 'kysely'

/**
 * Postgres, of which one schema is looked at. kysely's own looks at every table of the database, and fails where somebody
 * drops a schema meanwhile, as tests that share a database do.
 */
export class OneSchemaDialect extends PostgresDialect {
  readonly #schema: string

  constructor(config: PostgresDialectConfig, schema: string) {
    super(config)
    this.#schema = schema
  }

  override createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    const schema = this.#schema
    return {
      getSchemas: async () => {
        const found = sql<{
          name: string
        }>`SELECT nspname AS name FROM pg_namespace WHERE nspname = ${schema}`
        return (await found.execute(db)).rows
      },
      getTables: async () => {
        const found = sql<{
          name: string
        }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`
        return (await found.execute(db)).rows.map(
          ({ name }): TableMetadata => ({ name, schema, isView: false, isForeign: false, columns: [] }),
        )
      },
    }
  }
}
