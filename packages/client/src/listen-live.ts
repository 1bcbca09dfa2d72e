import ReconnectingWebSocket from 'partysocket/ws'
import type { ServerMessage } from './wire.ts'

/** The server's close code for "the session behind this socket has ended". */
const SESSION_OVER = 4401

/** After these there is no use in trying again: the session is over, we have a defect, or we are too many. */
const FINAL_CODES: ReadonlySet<number> = new Set([1007, 1008, 1009, 4400, SESSION_OVER])

/** The server answers within five seconds. */
const CONNECT_TIMEOUT_MS = 6_000
const MIN_DELAY_MS = 1_000
const MAX_DELAY_MS = 10_000

/** What is told of a live connection. */
export interface LiveListener {
  /** After each connection the first message is `hello`, with the whole state. */
  message(message: ServerMessage): void
  /** The connection was lost; it is tried again. */
  lost(): void
  /** An attempt failed: the server is away, or does not accept us (a browser does not say which). It is tried again. */
  refused(): void
  /** The server wants no more connections of us; because the session is over, or for another reason. */
  closed(reason: 'session-over' | 'unwanted'): void
}

/** Listens as told, and returns how to stop. */
export type Listen = (listener: LiveListener) => () => void

/** Listens to the server, and connects again with back-off for as long as it takes. Returns how to stop. */
export function listenLive(url: URL, socketClass: typeof WebSocket, listener: LiveListener): () => void {
  const socket = new ReconnectingWebSocket(url.href, null, {
    WebSocket: socketClass,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    // A restarted server must not see all its clients again in the same instant.
    minReconnectionDelay: MIN_DELAY_MS * (1 + Math.random()),
    maxReconnectionDelay: MAX_DELAY_MS,
    shouldReconnectOnClose: ({ code }) => !FINAL_CODES.has(code),
  })
  let isOpen = false
  let isStopped = false

  socket.addEventListener('open', () => {
    isOpen = true
  })
  socket.addEventListener('message', ({ data }) => {
    if (!isStopped) listener.message(JSON.parse(data))
  })
  socket.addEventListener('close', ({ code }) => {
    if (isStopped) return
    const wasOpen = isOpen
    isOpen = false
    if (FINAL_CODES.has(code)) listener.closed(code === SESSION_OVER ? 'session-over' : 'unwanted')
    else if (wasOpen) listener.lost()
    else listener.refused()
  })
  return () => {
    isStopped = true
    socket.close()
  }
}
