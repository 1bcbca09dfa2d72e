import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may make schemas and roles. */
    databaseUrl: string
  }
}

/** Gives the tests of a project a Postgres: that of `DATABASE_URL`, or one of their own. */
export default async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL
  if (given !== undefined) {
    project.provide('databaseUrl', given)
    return async () => {}
  }
  // Nothing that is tested on it is about surviving a crash of the machine.
  const server = await startPostgres(['fsync=off', 'full_page_writes=off'])
  project.provide('databaseUrl', server.url)
  return async () => await server[Symbol.asyncDispose]()
}
