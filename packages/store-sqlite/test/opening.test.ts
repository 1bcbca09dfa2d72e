import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { type SqliteStoreOptions, sqliteStore } from '@seatkit/store-sqlite'
import { describe, expect, it } from 'vitest'
import { spawnWorker } from '../../../test-support/spawn-worker.ts'
import { temporaryFile } from './fixtures/temporary-file.ts'

const policy = new SessionPolicy()

function messageOf(options: SqliteStoreOptions): string {
  try {
    sqliteStore(options).close()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'it was opened'
}

describe('opening a file', () => {
  it('makes it, and finds what was written when it is opened again', async () => {
    using file = temporaryFile()
    const first = sqliteStore({ path: file.path })
    await first.update('user', (current, now) => policy.admit(current, signInRequest('a'), now))
    first.close()
    const second = sqliteStore({ path: file.path })
    expect((await second.read('user')).user.sessions.map(({ id }) => id)).toEqual(['session-a'])
    second.close()
  })

  it('has one process make the schema, and the others wait, when several start at once', async () => {
    using file = temporaryFile()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const script = new URL('./workers/start-worker.ts', import.meta.url)
    await using stack = new AsyncDisposableStack()
    const workers = names.map((name) => stack.use(spawnWorker(script, [file.path, name])))
    await Promise.all(workers.map((worker) => worker.receive()))
    for (const worker of workers) worker.send({ start: true })
    const answers = await Promise.all(workers.map((worker) => worker.receive()))
    expect(answers).toEqual(names.map(() => ({ status: 'admitted' })))
  }, 60_000)

  it('says that the directory is missing', () => {
    using file = temporaryFile()
    const path = `${file.path}/none/sessions.db`
    expect(messageOf({ path })).toBe(
      `sqliteStore: the directory '${dirname(path)}' does not exist; create it first`,
    )
  })

  it('says that the path is a directory', () => {
    using file = temporaryFile()
    mkdirSync(file.path)
    expect(messageOf({ path: file.path })).toBe(
      `sqliteStore: '${file.path}' is a directory; write the path of a file in it`,
    )
  })

  it('says that the file is no database, and leaves it as it is', () => {
    using file = temporaryFile()
    writeFileSync(file.path, 'name,email\n'.repeat(500))
    expect(messageOf({ path: file.path })).toContain('is not a SQLite database; write the path of one')
  })

  it('says that a newer version wrote the file, and changes nothing in it', () => {
    using file = temporaryFile()
    sqliteStore({ path: file.path }).close()
    using database = new DatabaseSync(file.path)
    database.exec('INSERT INTO seatkit_migrations (version) VALUES (2)')
    expect(messageOf({ path: file.path })).toBe(
      'sqliteStore: the file has schema 2, this version of @seatkit/store-sqlite knows up to 1; update the package',
    )
  })

  it('says that a database in memory is not what it is for', () => {
    expect(messageOf({ path: ':memory:' })).toContain('or use memoryStore()')
    using database = new DatabaseSync(':memory:')
    expect(messageOf({ database })).toContain('cannot keep a write-ahead log')
  })

  it('says that a file which cannot be written is of no use', () => {
    using file = temporaryFile()
    new DatabaseSync(file.path).close()
    using database = new DatabaseSync(file.path, { readOnly: true })
    expect(messageOf({ database })).toContain('sqliteStore: the database cannot be written')
  })

  it('asks for a path or a database, and not for both', () => {
    using database = new DatabaseSync(':memory:')
    const message = "sqliteStore: write either path, such as 'sessions.db', or database"
    expect(messageOf({})).toBe(message)
    expect(messageOf({ path: 'sessions.db', database })).toBe(message)
  })
})

describe("an application's own database", () => {
  it('keeps its tables, its version and its busy timeout, and stays open', async () => {
    using file = temporaryFile()
    using database = new DatabaseSync(file.path)
    database.exec(`
      CREATE TABLE users (name TEXT);
      INSERT INTO users VALUES ('Ada');
      PRAGMA user_version = 7;
      PRAGMA busy_timeout = 1234;
      PRAGMA synchronous = OFF;
    `)
    const store = sqliteStore({ database })
    await store.update('ada', (current, now) => policy.admit(current, signInRequest('a'), now))
    store.close()
    expect({ ...database.prepare('SELECT name FROM users').get() }).toEqual({ name: 'Ada' })
    expect({ ...database.prepare('PRAGMA user_version').get() }).toEqual({ user_version: 7 })
    expect({ ...database.prepare('PRAGMA busy_timeout').get() }).toEqual({ timeout: 1234 })
    // FULL: a revocation that was acknowledged survives a power cut.
    expect({ ...database.prepare('PRAGMA synchronous').get() }).toEqual({ synchronous: 2 })
    expect({ ...database.prepare('SELECT id FROM seatkit_sessions').get() }).toEqual({ id: 'session-a' })
  })

  it('shares the file with another process that opened it by its path', async () => {
    using file = temporaryFile()
    using database = new DatabaseSync(file.path)
    const inner = sqliteStore({ database })
    const outer = sqliteStore({ path: file.path })
    await outer.update('user', (current, now) => policy.admit(current, signInRequest('a'), now))
    expect((await inner.read('user')).user.sessions).toHaveLength(1)
    outer.close()
  })
})
