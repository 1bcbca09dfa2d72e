import type { WebSocket } from 'ws'

/**
 * Pings a socket and cuts it off when it leaves too many pings unanswered: a device that lost its network says no
 * goodbye. Ends with the socket.
 */
export function startHeartbeat(ws: WebSocket, intervalMs: number, missedPongs: number): void {
  let unanswered = 0
  const timer = setInterval(() => {
    if (unanswered >= missedPongs) return ws.terminate()
    unanswered++
    ws.ping()
  }, intervalMs)
  ws.on('pong', () => {
    unanswered = 0
  })
  ws.once('close', () => clearInterval(timer))
}
