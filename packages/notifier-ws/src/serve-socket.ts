import { CloseCode, type LiveConnection } from '@seatkit/core/http'
import type { WebSocket } from 'ws'
import { startHeartbeat } from './heartbeat.ts'
import { LIMITS } from './limits.ts'
import { MessageRate } from './message-rate.ts'

/** Joins an open WebSocket to its connection, within the limits. The connection is stopped by who opened it. */
export function serveSocket(ws: WebSocket, connection: LiveConnection): void {
  const rate = new MessageRate(LIMITS.messagesPerWindow, LIMITS.rateWindowMs)
  const pongRate = new MessageRate(LIMITS.messagesPerWindow, LIMITS.rateWindowMs)
  const isWithin = (limit: MessageRate): boolean => {
    if (ws.readyState !== ws.OPEN) return false
    if (limit.allow(performance.now())) return true
    ws.close(CloseCode.PolicyViolation, 'too many messages')
    return false
  }
  // What the other side breaks (size, UTF-8, fragments) ws answers with the right close code; without a listener the
  // process would end.
  ws.on('error', () => {})
  ws.on('ping', () => isWithin(rate))
  // Answers to our pings are few, and cost the client none of its messages.
  ws.on('pong', () => isWithin(pongRate))
  ws.on('message', (data, isBinary) => {
    if (!isWithin(rate)) return
    if (isBinary) ws.close(CloseCode.BadMessage, 'bad message')
    else void connection.receive(data.toString())
  })
  startHeartbeat(ws, LIMITS.pingIntervalMs, LIMITS.missedPongs)
  connection.start({
    send(text) {
      ws.send(text)
      // What is lost this way is read again on the next connection: the state is in the store.
      if (ws.bufferedAmount > LIMITS.unsentBytes) ws.terminate()
    },
    close: (code, reason) => ws.close(code, reason),
  })
}
