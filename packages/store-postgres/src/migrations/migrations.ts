import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { schemaName } from '../schema-name.ts'
import { sessionsMigration } from './0001-sessions.ts'
import { functionsMigration } from './0002-functions.ts'

/** Every step of the schema, in order. Append only: a step that was released is never edited, it is followed by another. */
const STEPS: Readonly<Record<string, (schema: string) => string>> = {
  '0001-sessions': sessionsMigration,
  '0002-functions': functionsMigration,
}

/** The SQL of each step, by its name. */
export function migrationTexts(schema: string): Record<string, string> {
  const name = schemaName(schema)
  return Object.fromEntries(Object.entries(STEPS).map(([step, textFor]) => [step, textFor(name)]))
}

/**
 * The steps as kysely migrations, for an application whose own `Migrator` is to run them.
 *
 * @param schema  The schema that the tables will be in; it has to be there already.
 * @throws {TypeError} `schema` is no plain name.
 */
export function postgresMigrations(schema: string): Record<string, Migration> {
  const texts = Object.entries(migrationTexts(schema))
  return Object.fromEntries(
    texts.map(([name, text]) => [name, { up: async (db) => void (await sql.raw(text).execute(db)) }]),
  )
}
