import ReconnectingWebSocket from 'partysocket/ws'
import type { ServerFrame } from './wire.ts'

/** The server's close code for "the session behind this socket has ended". */
const SESSION_ENDED = 4401

export interface LiveListener {
  /** After each (re)connection the first frame is `hello`, with the whole state. */
  frame(frame: ServerFrame): void
  /** The connection was lost. */
  lost(): void
  /** An attempt to connect failed: the server is away, or does not accept us (the browser does not say which). */
  refused(): void
  /** The server closed it because the session has ended; there are no more attempts. */
  ended(): void
}

/** Listens to the server and connects again for as long as it takes. Returns how to stop. */
export function listenLive(listener: LiveListener): () => void {
  const url = new URL('/api/sessions/events', window.location.href)
  url.protocol = url.protocol.replace('http', 'ws')
  const socket = new ReconnectingWebSocket(url.href, null, {
    minReconnectionDelay: 1_000,
    maxReconnectionDelay: 10_000,
    shouldReconnectOnClose: ({ code }) => code !== SESSION_ENDED,
  })
  let open = false
  let stopped = false

  socket.addEventListener('open', () => {
    open = true
  })
  socket.addEventListener('message', ({ data }) => {
    if (!stopped) listener.frame(JSON.parse(data))
  })
  socket.addEventListener('close', ({ code }) => {
    if (stopped) return
    const wasOpen = open
    open = false
    if (code === SESSION_ENDED) listener.ended()
    else if (wasOpen) listener.lost()
    else listener.refused()
  })
  return () => {
    stopped = true
    socket.close()
  }
}
