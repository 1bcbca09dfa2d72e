#!/usr/bin/env node
import { parseArgs } from 'node:util'
import pg from 'pg'
import { migratePostgres, postgresMigrationStates } from './migrations/migrate-postgres.ts'
import { postgresGrantsSql, postgresSchemaSql } from './migrations/postgres-sql.ts'
import { DEFAULT_SCHEMA } from './schema-name.ts'

const USAGE = `Usage: seatkit-postgres <command> [--url postgres://…] [--schema ${DEFAULT_SCHEMA}]

  migrate             make the tables of Seatkit, or bring them up to date
  status              say which steps have been made; exits with 1 when one is missing
  sql                 print the tables as a script, for who applies schemas by hand
  grants --role NAME  print what the role of the application needs, as a script

The database is that of --url, or of the environment variable DATABASE_URL.`

interface Options {
  readonly schema: string
  readonly url?: string
  readonly role?: string
}

const COMMANDS: Readonly<Record<string, (options: Options) => void | Promise<void>>> = {
  migrate: ({ url, schema }) =>
    withPool(url, async (pool) => {
      const made = await migratePostgres(pool, schema)
      for (const name of made) console.log(`made ${name}`)
      if (made.length === 0) console.log('up to date')
    }),
  status: ({ url, schema }) =>
    withPool(url, async (pool) => {
      const states = await postgresMigrationStates(pool, schema)
      for (const { name, executedAt } of states)
        console.log(`${name}  ${executedAt?.toISOString() ?? 'missing'}`)
      if (states.some(({ executedAt }) => executedAt === null)) process.exitCode = 1
    }),
  sql: ({ schema }) => console.log(postgresSchemaSql(schema)),
  grants: ({ role, schema }) => {
    if (role === undefined)
      throw new Error('grants: write --role and the role that the application connects as')
    console.log(postgresGrantsSql(role, schema))
  },
}

async function withPool(url: string | undefined, work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  if (url === undefined) throw new Error('which database? Set DATABASE_URL, or write --url postgres://…')
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await work(pool)
  } finally {
    await pool.end()
  }
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      schema: { type: 'string', default: DEFAULT_SCHEMA },
      role: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [name = ''] = positionals
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (values.help || command === undefined || positionals.length > 1) {
    if (!values.help) process.exitCode = 2
    console.log(USAGE)
    return
  }
  const url = values.url ?? process.env.DATABASE_URL
  await command({ schema: values.schema, ...(url && { url }), ...(values.role && { role: values.role }) })
}

try {
  await run()
} catch (error) {
  process.exitCode = 1
  console.error(`seatkit-postgres: ${error instanceof Error ? error.message : String(error)}`)
}
