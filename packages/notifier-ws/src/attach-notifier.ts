import type { EventEmitter } from 'node:events'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Http2SecureServer, Http2Server } from 'node:http2'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { type Duration, intervalMs, type SessionManager } from '@seatkit/core'
import { type HttpOptions, problem, resolveHttpOptions } from '@seatkit/core/http'
import { pathOf, refuse } from './http-upgrade.ts'
import { Notifier } from './notifier.ts'

export interface NotifierOptions extends HttpOptions {
  /** Where the WebSocket is, compared exactly and without the query: `'/sessions/events'`. */
  readonly path: string
  /**
   * How long a socket may go without reading the store. It bounds how late an event is that the bus has lost; ends by
   * time are noticed at their own instant. Default 30 seconds.
   */
  readonly recheckInterval?: Duration
}

/** A notifier at work. */
export interface AttachedNotifier {
  /** Takes no more upgrades and closes every socket with 1001; after a second, whether it agrees or not. */
  close(): Promise<void>
}

/** Whatever the frameworks make: `serve` of `@hono/node-server` does not tell its HTTP/1 servers from its others. */
type NodeServer = HttpServer | HttpsServer | Http2Server | Http2SecureServer

type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void

/** The listeners that are notifiers, and their paths: whoever else listens has its own idea of what is its. */
const PATHS = new WeakMap<object, string>()

/**
 * Serves the WebSocket of `docs/PROTOCOL.md` on a server of Node, whichever framework answers its requests: prompts for
 * logins that wait, tells of sessions that start and end, and closes the sockets of a session that has ended.
 *
 * Upgrades to other paths are left to other listeners; where there is none, they are answered 404. A `WebSocketServer`
 * made with `server` refuses every path but its own, this one too: make it with `noServer`.
 *
 * Behind a proxy that terminates TLS the server's own origin cannot be known here: name it in `allowedOrigins`.
 *
 * @throws {TypeError} Naming the option that is wrong, and what would be right.
 * @example
 * const notifier = attachNotifier(server, sessions, { path: '/events', allowedOrigins: ['https://app.example'] })
 */
export function attachNotifier(
  server: NodeServer,
  sessions: SessionManager,
  { path, recheckInterval = '30s', ...httpOptions }: NotifierOptions,
): AttachedNotifier {
  const upgrades: EventEmitter = server
  checkPath(upgrades, path)
  const recheckIntervalMs = intervalMs('recheckInterval', recheckInterval)
  const notifier = new Notifier(sessions, resolveHttpOptions(httpOptions), recheckIntervalMs)
  const listener: UpgradeListener = (req, socket, head) => {
    const asked = pathOf(req)
    if (asked !== path && !isNobodys(upgrades, asked)) return
    // Node has taken its own listener off: a client that resets the connection must not end the process.
    socket.on('error', () => socket.destroy())
    if (asked === path) void notifier.upgrade(req, socket, head)
    else refuse(socket, problem('not-found'))
  }
  PATHS.set(listener, path)
  upgrades.on('upgrade', listener)
  return {
    close() {
      upgrades.off('upgrade', listener)
      return notifier.close()
    },
  }
}

function checkPath(upgrades: EventEmitter, path: string): void {
  if (typeof path !== 'string' || !/^\/[^?#]*$/.test(path)) {
    throw new TypeError("path: has to begin with '/' and be without a query, such as '/sessions/events'")
  }
  if (upgrades.listeners('upgrade').some((other) => PATHS.get(other) === path)) {
    throw new TypeError(`path: '${path}' has a notifier on this server already`)
  }
}

/** Whether every listener is a notifier of another path: an upgrade that nobody answers would hang. */
function isNobodys(upgrades: EventEmitter, path: string): boolean {
  return upgrades.listeners('upgrade').every((listener) => (PATHS.get(listener) ?? path) !== path)
}
