import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrations.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { isBusy, isCannotOpen, isNotADatabase, isReadOnly } from './sqlite-errors.ts'

/** While starting, processes wait for each other: one of them writes the schema. */
const STARTING_BUSY_TIMEOUT_MS = 5_000

/** Between two tries to have the log, while starting. */
const RETRY_MS = 10

/** While serving, waiting blocks the event loop: it is short, and what lost is tried again without blocking. */
const SERVING_BUSY_TIMEOUT_MS = 50

/**
 * Opens the file, making it if it is not there, and brings its schema up to date.
 *
 * @throws {Error} Naming what is wrong with the path or the file, and what would be right.
 */
export function openDatabase(path: string): DatabaseSync {
  if (path === ':memory:' || path === '') {
    throw new TypeError(
      `path: '${path}' is a database that no other process sees and that is gone with this one; write a file's path, or use memoryStore()`,
    )
  }
  const file = resolve(path)
  const database = openFile(file)
  try {
    prepareDatabase(database, `'${file}'`)
    database.exec(`PRAGMA busy_timeout = ${SERVING_BUSY_TIMEOUT_MS}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function openFile(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file)
  } catch (cause) {
    if (isCannotOpen(cause)) throw new Error(`sqliteStore: ${whyNotOpened(file)}`, { cause })
    throw cause
  }
}

function whyNotOpened(file: string): string {
  const directory = dirname(file)
  if (!existsSync(directory)) return `the directory '${directory}' does not exist; create it first`
  if (existsSync(file) && statSync(file).isDirectory()) {
    return `'${file}' is a directory; write the path of a file in it`
  }
  return `'${file}' cannot be opened; give the process the right to read and write the file and its directory`
}

/**
 * Makes a connection fit for sessions: write-ahead log, every commit on disk, current schema.
 *
 * - `journal_mode = WAL`: requests read while a login writes, in this process and in others.
 * - `synchronous = FULL`: a commit that is lost in a power cut would be a revoked session that lives again.
 *
 * @param name  What it is called in errors.
 * @throws {Error} Naming what is wrong with it, and what would be right.
 */
export function prepareDatabase(database: SqliteDatabase, name: string): void {
  try {
    const busyTimeout = pragma(database, 'busy_timeout', 'timeout')
    database.exec(`PRAGMA busy_timeout = ${STARTING_BUSY_TIMEOUT_MS}`)
    if (keepLog(database) !== 'wal') {
      throw new Error(
        `sqliteStore: ${name} cannot keep a write-ahead log, as a database in memory cannot; open a file on a local disk`,
      )
    }
    database.exec('PRAGMA synchronous = FULL')
    migrate(database)
    database.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  } catch (cause) {
    const advice = adviceFor(cause)
    throw advice === null ? cause : new Error(`sqliteStore: ${name} ${advice}`, { cause })
  }
}

/**
 * The mode the journal has then. SQLite does not wait for the lock where the mode changes, for two that wait to upgrade the
 * same lock would wait for each other; so who starts beside another process has to ask again.
 */
function keepLog(database: SqliteDatabase): unknown {
  const deadline = performance.now() + STARTING_BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return pragma(database, 'journal_mode = WAL', 'journal_mode')
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
      pauseThread(RETRY_MS)
    }
  }
}

function pauseThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function pragma(database: SqliteDatabase, text: string, column: string): unknown {
  const row = database.prepare(`PRAGMA ${text}`).get() as Record<string, unknown> | undefined
  return row?.[column]
}

function adviceFor(error: unknown): string | null {
  if (isNotADatabase(error))
    return 'is not a SQLite database; write the path of one, or of no file, and it is made'
  if (isReadOnly(error))
    return 'cannot be written; give the process the right to write the file and its directory'
  if (isBusy(error)) {
    return `was locked by another program for ${STARTING_BUSY_TIMEOUT_MS} ms; end what holds a transaction on it`
  }
  return null
}
