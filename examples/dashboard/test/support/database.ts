import { startPostgres } from '../../../../test-support/postgres-server.ts'
import { startRedis } from '../../../../test-support/redis-server.ts'
import type { DashboardEnv } from './dashboard.ts'

/** What a dashboard keeps its users and sessions in. */
export interface Database extends AsyncDisposable {
  /** Tells a dashboard where that is. */
  readonly env: DashboardEnv
}

/** Starts what the store needs. SQLite needs nothing but the data directory that each dashboard has. */
export async function startDatabase(STORE: 'sqlite' | 'redis' | 'postgres'): Promise<Database> {
  if (STORE === 'redis') {
    const server = await startRedis(['--appendonly', 'yes'])
    return { env: { STORE, REDIS_URL: `redis://127.0.0.1:${server.port}` }, ...disposing(server) }
  }
  if (STORE === 'postgres') {
    const server = await startPostgres(['fsync=off'])
    return { env: { STORE, DATABASE_URL: server.url }, ...disposing(server) }
  }
  return { env: { STORE }, [Symbol.asyncDispose]: async () => {} }
}

function disposing(server: AsyncDisposable): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => Promise.resolve(server[Symbol.asyncDispose]()) }
}
