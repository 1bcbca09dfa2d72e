import { DEFAULT_SCHEMA, schemaName } from '../schema-name.ts'
import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE } from './migration-tables.ts'
import { migrationTexts } from './migrations.ts'

/**
 * The whole schema as one SQL script, for who applies schemas by hand or with another tool: the same tables as
 * `migratePostgres` makes, which then finds nothing left to do.
 *
 * @param schema  Default `'seatkit'`.
 */
export function postgresSchemaSql(schema: string = DEFAULT_SCHEMA): string {
  const name = schemaName(schema)
  const steps = Object.entries(migrationTexts(name)).map(
    ([step, text]) => `-- ${step}
${text.trim()}

INSERT INTO ${name}.${MIGRATION_TABLE} (name, "timestamp")
VALUES ('${step}', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
`,
  )
  return `BEGIN;

CREATE SCHEMA ${name};
CREATE TABLE ${name}.${MIGRATION_TABLE} (name varchar(255) PRIMARY KEY, "timestamp" varchar(255) NOT NULL);
CREATE TABLE ${name}.${MIGRATION_LOCK_TABLE} (id varchar(255) PRIMARY KEY, is_locked integer NOT NULL DEFAULT 0);
INSERT INTO ${name}.${MIGRATION_LOCK_TABLE} (id) VALUES ('migration_lock');

${steps.join('\n')}
COMMIT;`
}

/**
 * All that the application's role needs, as a SQL script: rows, and nothing of the schema. The tables stay with the role
 * that migrates.
 *
 * @param role    The role that the application connects as; a plain name.
 * @param schema  Default `'seatkit'`.
 * @throws {TypeError} `role` is no plain name.
 */
export function postgresGrantsSql(role: string, schema: string = DEFAULT_SCHEMA): string {
  const name = schemaName(schema)
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) {
    throw new TypeError(`role: '${role}' is not made of a-z, 0-9 and _; write the name of a role`)
  }
  return `GRANT USAGE ON SCHEMA ${name} TO ${role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ${name}.users, ${name}.sessions, ${name}.challenges, ${name}.events TO ${role};
GRANT USAGE ON SEQUENCE ${name}.versions TO ${role};
GRANT EXECUTE ON FUNCTION ${name}.touch_session, ${name}.read_user TO ${role};`
}
