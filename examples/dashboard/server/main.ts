import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attachNotifier } from '@seatkit/notifier-ws'
import { openDatabase } from './database.ts'
import { loadKeys } from './keys.ts'
import { loadPage, PAGE_DIR } from './page.ts'
import { Recovery } from './recovery.ts'
import { requestListener } from './request-listener.ts'
import { createSessions } from './sessions.ts'
import { readSettings } from './settings.ts'

/** How long answers under way may take when the server is told to stop. */
const GRACE_MS = 3_000

async function start(): Promise<void> {
  const page = loadPage(PAGE_DIR)
  const settings = readSettings(process.env)
  const database = await openDatabase(settings)
  const keys = loadKeys(settings)
  const sessions = createSessions(settings, database, keys)
  const recovery = new Recovery(sessions, database.recoveryCodes, keys.recovery, (line) => console.log(line))
  const http = { allowInsecureLocalhost: true }
  const server = createServer(
    requestListener({ settings, sessions, users: database.users, recovery, http, page }),
  )
  const notifier = attachNotifier(server, sessions, {
    path: '/api/sessions/events',
    ...http,
    // Processes on one SQLite file have no bus: their sockets look at the file themselves.
    ...(settings.store === 'sqlite' && { recheckInterval: '2s' }),
  })

  server.once('error', fail)
  server.listen(settings.port, () => {
    console.log(`listening on http://localhost:${(server.address() as AddressInfo).port}`)
  })

  /** Sockets are told to go, answers under way are finished, and then the database is closed. */
  async function stop(): Promise<void> {
    const closed = new Promise((done) => server.close(done))
    await notifier.close()
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref()
    await closed
    await sessions.close()
    await database.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop().catch(fail))
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

start().catch(fail)
