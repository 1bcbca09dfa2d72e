import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { memoryStore, type SessionStore } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import type { Settings } from './settings.ts'
import { sqliteUsers } from './sqlite-users.ts'
import { memoryUsers, type Users } from './users.ts'

/** Sessions and users, in one database. */
export interface Database {
  readonly store: SessionStore
  readonly users: Users
  close(): void
}

export function openDatabase(settings: Settings): Database {
  if (settings.store === 'memory') return { store: memoryStore(), users: memoryUsers(), close() {} }
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(join(settings.dataDir, 'dashboard.db'), { timeout: 50 })
  return {
    store: sqliteStore({ database }),
    users: sqliteUsers(database),
    close: () => database.close(),
  }
}
