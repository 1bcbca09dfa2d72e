import type { DatabaseSync } from 'node:sqlite'
import { unlessBusy } from './unless-busy.ts'
import type { User, Users } from './users.ts'

export function sqliteUsers(database: DatabaseSync): Users {
  database.exec(`
    CREATE TABLE IF NOT EXISTS users (
      id             TEXT NOT NULL PRIMARY KEY,
      name           TEXT NOT NULL,
      email          TEXT NOT NULL UNIQUE,
      password_hash  TEXT NOT NULL
    ) STRICT
  `)
  const insert = database.prepare(
    'INSERT INTO users (id, name, email, password_hash) VALUES (?, ?, ?, ?) ON CONFLICT (email) DO NOTHING',
  )
  const columns = 'id, name, email, password_hash AS passwordHash'
  const byEmail = database.prepare(`SELECT ${columns} FROM users WHERE email = ?`)
  const byId = database.prepare(`SELECT ${columns} FROM users WHERE id = ?`)
  return {
    async add({ id, name, email, passwordHash }) {
      return unlessBusy(() => Number(insert.run(id, name, email, passwordHash).changes) === 1)
    },
    async findByEmail(email) {
      return unlessBusy(() => (byEmail.get(email) as User | undefined) ?? null)
    },
    async findById(id) {
      return unlessBusy(() => (byId.get(id) as User | undefined) ?? null)
    },
  }
}
