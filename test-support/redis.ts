import type { TestProject } from 'vitest/node'
import { startRedis } from './redis-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a Redis that keeps what else is in it: every test has a prefix of its own. */
    redisUrl: string
  }
}

/** Gives the tests of a project a Redis: that of `REDIS_URL`, or one of their own. */
export default async function provideRedis(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.REDIS_URL
  if (given !== undefined) {
    project.provide('redisUrl', given)
    return async () => {}
  }
  const server = await startRedis(['--appendonly', 'yes'])
  project.provide('redisUrl', `redis://127.0.0.1:${server.port}`)
  return async () => await server[Symbol.asyncDispose]()
}
