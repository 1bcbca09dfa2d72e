import { Kysely, type PostgresPool } from 'kysely'
import { Migrator } from 'kysely/migration'
import { DEFAULT_SCHEMA, schemaName } from '../schema-name.ts'
import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE } from './migration-tables.ts'
import { postgresMigrations } from './migrations.ts'
import { OneSchemaDialect } from './one-schema-dialect.ts'

/** A step of the schema, and when it was made; null when it has not been. */
export interface MigrationState {
  readonly name: string
  readonly executedAt: Date | null
}

/**
 * Makes the tables, or brings them up to date; does nothing when they are. Several processes may do so at once: one of
 * them migrates, the others wait for it. All steps commit together or not at all.
 *
 * @param pool    Of a role that may create a schema, or tables in one that is there.
 * @param schema  Default `'seatkit'`.
 * @returns The names of the steps that were made now.
 * @throws {Error} As Postgres reported it. Nothing was made.
 */
export async function migratePostgres(
  pool: PostgresPool,
  schema: string = DEFAULT_SCHEMA,
): Promise<string[]> {
  const { error, results = [] } = await migratorFor(pool, schema).migrateToLatest()
  if (error !== undefined) throw error
  return results.map(({ migrationName }) => migrationName)
}

/** Which steps there are, and which of them have been made. */
export async function postgresMigrationStates(
  pool: PostgresPool,
  schema: string = DEFAULT_SCHEMA,
): Promise<MigrationState[]> {
  const migrations = await migratorFor(pool, schema).getMigrations()
  return migrations.map(({ name, executedAt }) => ({ name, executedAt: executedAt ?? null }))
}

function migratorFor(pool: PostgresPool, schema: string): Migrator {
  const name = schemaName(schema)
  return new Migrator({
    // Not destroyed when it is done: that would end the pool, which is the caller's.
    db: new Kysely({ dialect: new OneSchemaDialect({ pool }, name) }),
    provider: { getMigrations: async () => postgresMigrations(schema) },
    migrationTableSchema: name,
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: MIGRATION_LOCK_TABLE,
  })
}
