import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type SessionManager, StoreUnavailableError } from '@seatkit/core'
import {
  acceptUpgrade,
  CloseCode,
  type HttpReply,
  type LiveConnection,
  problem,
  type ResolvedHttpOptions,
} from '@seatkit/core/http'
import { WebSocketServer } from 'ws'
import { refuse, toHttpRequest } from './http-upgrade.ts'
import { LIMITS } from './limits.ts'
import { OpenSockets } from './open-sockets.ts'
import { serveSocket } from './serve-socket.ts'

/** Takes requests to upgrade, and looks after the sockets that come of them. */
export class Notifier {
  readonly #sessions: SessionManager
  readonly #options: ResolvedHttpOptions
  readonly #recheckIntervalMs: number
  readonly #upgrading = new Set<Duplex>()
  readonly #open = new OpenSockets(LIMITS.socketsPerOwner, LIMITS.closeGraceMs)
  readonly #wss = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIMITS.messageBytes,
    maxFragments: LIMITS.messageFragments,
    maxBufferedChunks: LIMITS.messageChunks,
  })

  constructor(sessions: SessionManager, options: ResolvedHttpOptions, recheckIntervalMs: number) {
    this.#sessions = sessions
    this.#options = options
    this.#recheckIntervalMs = recheckIntervalMs
    this.#wss.on('wsClientError', (_error, socket) => refuse(socket, notWebSocket()))
  }

  /** Answers with 101 or a plain HTTP refusal, within five seconds. */
  async upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (this.#upgrading.size >= LIMITS.upgradesAtOnce) return refuse(socket, unavailable())
    const deadline = setTimeout(() => refuse(socket, unavailable()), LIMITS.upgradeMs)
    this.#upgrading.add(socket)
    try {
      const outcome = await acceptUpgrade(
        this.#sessions,
        this.#options,
        toHttpRequest(req),
        this.#recheckIntervalMs,
      )
      if (outcome.status === 'refused') refuse(socket, outcome.reply)
      else this.#accept(req, socket, head, outcome.connection)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
      refuse(socket, INTERNAL_ERROR)
    } finally {
      clearTimeout(deadline)
      this.#upgrading.delete(socket)
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#upgrading) refuse(socket, unavailable())
    const sockets = this.#open.all()
    // Not `once` of node:events, which rejects on 'error': a client may answer with a broken frame.
    const closed = sockets.map((ws) => new Promise<void>((done) => ws.once('close', () => done())))
    for (const ws of sockets) ws.close(CloseCode.GoingAway, 'the server stops')
    const grace = setTimeout(() => {
      for (const ws of sockets) ws.terminate()
    }, LIMITS.closeGraceMs)
    await Promise.all(closed)
    clearTimeout(grace)
  }

  #accept(req: IncomingMessage, socket: Duplex, head: Buffer, connection: LiveConnection): void {
    // It may have been refused by the deadline, or have gone, while the store was asked.
    if (!socket.writable) {
      connection.stop()
      return
    }
    socket.once('close', () => connection.stop())
    this.#wss.handleUpgrade(req, socket, head, (ws) => {
      this.#open.add(connection.ownerId, ws, connection)
      serveSocket(ws, connection)
    })
  }
}

/** The application's own policy function or bus failed; the cause is in the warning. */
const INTERNAL_ERROR: HttpReply = { status: 500, headers: { 'cache-control': 'no-store' } }

function unavailable(): HttpReply {
  return problem('store-unavailable', {}, new StoreUnavailableError().headers)
}

/** RFC 6455 §4.4: what is no handshake of version 13 is told which one is spoken. */
function notWebSocket(): HttpReply {
  return problem('upgrade-required', {}, { upgrade: 'websocket', 'sec-websocket-version': '13' })
}
