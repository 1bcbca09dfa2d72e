import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type EventBus, memoryStore, type SessionStore } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { openPostgres } from './postgres-database.ts'
import { memoryRecoveryCodes, type RecoveryCodes } from './recovery-codes.ts'
import { openRedis } from './redis-database.ts'
import type { Settings } from './settings.ts'
import { sqliteRecoveryCodes } from './sqlite-recovery-codes.ts'
import { sqliteUsers } from './sqlite-users.ts'
import { memoryUsers, type Users } from './users.ts'

/** Sessions and users, and what goes with them, in one database. */
export interface Database {
  readonly store: SessionStore
  readonly users: Users
  readonly recoveryCodes: RecoveryCodes
  /** How processes that share the database tell each other; absent where there is one process. */
  readonly bus?: EventBus
  close(): Promise<void>
}

export async function openDatabase(settings: Settings): Promise<Database> {
  switch (settings.store) {
    case 'memory':
      return {
        store: memoryStore(),
        users: memoryUsers(),
        recoveryCodes: memoryRecoveryCodes(),
        async close() {},
      }
    case 'sqlite':
      return openSqlite(settings.dataDir)
    case 'redis':
      return openRedis(settings.redisUrl)
    case 'postgres':
      return openPostgres(settings.databaseUrl)
  }
}

function openSqlite(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(dataDir, 'dashboard.db'), { timeout: 50 })
  return {
    store: sqliteStore({ database }),
    users: sqliteUsers(database),
    recoveryCodes: sqliteRecoveryCodes(database),
    async close() {
      database.close()
    },
  }
}
