import { randomUUID } from 'node:crypto'
import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import {
  migratePostgres,
  postgresGrantsSql,
  postgresMigrationStates,
  postgresMigrations,
  postgresSchemaSql,
  postgresStore,
} from '@seatkit/store-postgres'
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { openedStore } from './fixtures/postgres-store.ts'
import { runCommand } from './fixtures/run-command.ts'

/** A pool of the role that owns the database, and the name of a schema that goes when the scope does. */
function emptySchema(): AsyncDisposable & {
  readonly pool: pg.Pool
  readonly schema: string
  readonly url: string
} {
  const url = inject('databaseUrl')
  const pool = new pg.Pool({ connectionString: url })
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  return {
    pool,
    schema,
    url,
    [Symbol.asyncDispose]: async () => {
      await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
      await pool.end()
    },
  }
}

/** All there is in a schema, as Postgres describes it. */
async function describeSchema(pool: pg.Pool, schema: string): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT 'column' AS kind, table_name || '.' || column_name AS name, data_type || is_nullable AS details
     FROM information_schema.columns WHERE table_schema = $1
     UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = $1
     UNION ALL SELECT 'function', proname, pg_get_functiondef(p.oid) FROM pg_proc AS p WHERE pronamespace = $1::regnamespace
     UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = $1::regnamespace
     UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger
       WHERE tgrelid = '${schema}.users'::regclass
     UNION ALL SELECT 'migration', name, '' FROM ${schema}.migrations
     ORDER BY 1, 2`,
    [schema],
  )
  return rows.map((row) => JSON.parse(JSON.stringify(row).replaceAll(schema, 'seatkit')))
}

describe('migrations', () => {
  it('say what is missing, make it once, and then nothing', async () => {
    await using empty = emptySchema()
    const names = Object.keys(postgresMigrations('seatkit'))
    expect(await postgresMigrationStates(empty.pool, empty.schema)).toEqual(
      names.map((name) => ({ name, executedAt: null })),
    )
    expect(await migratePostgres(empty.pool, empty.schema)).toEqual(names)
    expect(await migratePostgres(empty.pool, empty.schema)).toEqual([])
    for (const { executedAt } of await postgresMigrationStates(empty.pool, empty.schema)) {
      expect(executedAt).toBeInstanceOf(Date)
    }
  })

  it('look at no other schema, for somebody may be dropping it', async () => {
    await using migrated = emptySchema()
    await using other = emptySchema()
    const columns = Array.from({ length: 200 }, (_, index) => `c${index} int`).join()
    let isOver = false
    const dropping = (async () => {
      while (!isOver) {
        await other.pool.query(`CREATE SCHEMA ${other.schema}; CREATE TABLE ${other.schema}.t (${columns})`)
        await other.pool.query(`DROP SCHEMA ${other.schema} CASCADE`)
      }
    })()
    try {
      await migratePostgres(migrated.pool, migrated.schema)
      for (let times = 0; times < 100; times++) await postgresMigrationStates(migrated.pool, migrated.schema)
    } finally {
      isOver = true
      await dropping
    }
  })

  it('make the same as the script does, and leave nothing to do after it', async () => {
    await using migrated = emptySchema()
    await using scripted = emptySchema()
    await migratePostgres(migrated.pool, migrated.schema)
    await scripted.pool.query(postgresSchemaSql(scripted.schema))
    const made = await describeSchema(migrated.pool, migrated.schema)
    expect(made.length).toBeGreaterThan(40)
    expect(await describeSchema(scripted.pool, scripted.schema)).toEqual(made)
    expect(await migratePostgres(scripted.pool, scripted.schema)).toEqual([])
  })

  it("run in an application's own migrator", async () => {
    await using empty = emptySchema()
    await empty.pool.query(`CREATE SCHEMA ${empty.schema}`)
    const migrator = new Migrator({
      db: new Kysely({ dialect: new PostgresDialect({ pool: empty.pool }) }),
      provider: { getMigrations: async () => postgresMigrations(empty.schema) },
      migrationTableSchema: empty.schema,
    })
    expect((await migrator.migrateToLatest()).error).toBeUndefined()
    expect((await postgresStore({ ...empty }).read('user')).user.sessions).toEqual([])
  })

  it('happen once when four processes start at once', async () => {
    await using empty = emptySchema()
    const runs = await Promise.all(
      [1, 2, 3, 4].map(() => runCommand(['migrate', '--schema', empty.schema], empty.url)),
    )
    expect(runs.map(({ status }) => status)).toEqual([0, 0, 0, 0])
    const made = runs.flatMap(({ output }) => output.split('\n').filter((line) => line.startsWith('made')))
    expect(made.sort()).toEqual(Object.keys(postgresMigrations('seatkit')).map((name) => `made ${name}`))
  })

  it('refuse a schema that is no plain name', () => {
    expect(() => postgresSchemaSql('a; DROP TABLE users')).toThrow(TypeError)
    expect(() => postgresGrantsSql('app"')).toThrow(TypeError)
  })
})

describe('without the tables', () => {
  it('a call fails, and names the command that makes them', async () => {
    await using empty = emptySchema()
    const store = postgresStore({ pool: empty.pool, schema: empty.schema })
    const policy = new SessionPolicy()
    const error = {
      code: 'store-unavailable',
      status: 503,
      message:
        'the tables of the session store are missing or out of date; run: npx seatkit-postgres migrate',
    }
    await expect(store.read('user')).rejects.toMatchObject(error)
    await expect(store.touch('user', 'a', 'b', 1)).rejects.toMatchObject(error)
    await expect(
      store.update('user', (user, now) => policy.admit(user, signInRequest('a'), now)),
    ).rejects.toMatchObject(error)
  })
})

describe('seatkit-postgres', () => {
  it('status exits with 1 until migrate has run', async () => {
    await using empty = emptySchema()
    const command = (name: string) => runCommand([name, '--schema', empty.schema], empty.url)
    expect(await command('status')).toMatchObject({
      status: 1,
      output: expect.stringContaining('0001-sessions  missing'),
    })
    expect(await command('migrate')).toMatchObject({
      status: 0,
      output: expect.stringContaining('made 0001-sessions'),
    })
    expect(await command('migrate')).toMatchObject({ status: 0, output: 'up to date\n' })
    expect(await command('status')).toMatchObject({
      status: 0,
      output: expect.not.stringContaining('missing'),
    })
  })

  it('prints the scripts without a database', async () => {
    expect(await runCommand(['sql'])).toEqual({ status: 0, output: `${postgresSchemaSql()}\n` })
    expect(await runCommand(['grants', '--role', 'app'])).toEqual({
      status: 0,
      output: `${postgresGrantsSql('app')}\n`,
    })
  })

  it.each([
    [['sweep'], 2, 'Usage: seatkit-postgres'],
    [['migrate'], 1, 'seatkit-postgres: which database? Set DATABASE_URL, or write --url postgres://…'],
    [['grants'], 1, 'seatkit-postgres: grants: write --role'],
    [['sql', '--schema', 'A'], 1, "seatkit-postgres: schema: 'A' is not"],
  ])('says what is wrong with %j', async (args, status, output) => {
    expect(await runCommand(args)).toMatchObject({ status, output: expect.stringContaining(output) })
  })
})

describe('the role of the application', () => {
  it('may not change the tables, nor read which steps were made', async () => {
    await using opened = await openedStore()
    const { schema, pool } = opened
    for (const sql of [
      `DROP TABLE ${schema}.sessions`,
      `TRUNCATE ${schema}.events`,
      `ALTER TABLE ${schema}.users ADD COLUMN x text`,
      `CREATE TABLE ${schema}.mine (x text)`,
      `SELECT * FROM ${schema}.migrations`,
    ]) {
      await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' })
    }
  })

  it('lacks nothing but what was not granted: then calls fail with what Postgres says', async () => {
    await using opened = await openedStore()
    await opened.admin(`REVOKE ALL ON ${opened.schema}.users FROM seatkit_test_app`)
    await expect(opened.store.read('user')).rejects.toMatchObject({
      code: 'store-unavailable',
      cause: { message: 'permission denied for table users' },
    })
  })
})
