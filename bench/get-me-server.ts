/**
 * `GET /me` as a process of its own, started with the framework, a variant and its argument: `open` and `without sessions`
 * answer the JSON that they are handed, `memory` the caller's session, and so does `SQLite`, from the file at a path. Sends
 * its port to its parent, and on every message the CPU time it has used.
 */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore, SessionManager, type SessionStore, singleSession } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { type Framework, getMeApps } from './get-me-apps.ts'

const [, , framework, variant, argument = ''] = process.argv
const app = getMeApps[framework as Framework]

function listener(): RequestListener {
  if (variant === 'memory') return withSessions(memoryStore())
  if (variant === 'SQLite') return withSessions(sqliteStore({ path: argument }))
  const me = JSON.parse(argument)
  return variant === 'open' ? app.open(me) : app.withoutSessions(async (cookie) => (cookie ? me : null))
}

function withSessions(store: SessionStore): RequestListener {
  return app.withSessions(new SessionManager({ store, policy: singleSession(), secret: 'x'.repeat(32) }))
}

const server = createServer(listener())
// The connections of one server are idle while the others have their turn, for longer than usual on a busy machine.
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system })
})
process.once('disconnect', () => process.exit())
