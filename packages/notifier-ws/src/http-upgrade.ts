import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpReply, HttpRequest } from '@seatkit/core/http'

/** The path that a request asks for, without its query. */
export function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? ''
}

/** A raw request in neutral words. No proxy is believed here: its origins go into `allowedOrigins`. */
export function toHttpRequest(req: IncomingMessage): HttpRequest {
  const scheme = 'encrypted' in req.socket && req.socket.encrypted === true ? 'https' : 'http'
  return {
    method: req.method ?? '',
    path: pathOf(req),
    search: '',
    header: (name) => req.headers[name]?.toString(),
    origin: `${scheme}://${req.headers.host ?? ''}`,
    ip: req.socket.remoteAddress ?? '',
  }
}

/** Answers a request to upgrade with plain HTTP and ends its socket; nothing is written to one that has ended. */
export function refuse(socket: Duplex, { status, headers, body = '' }: HttpReply): void {
  if (!socket.writable) return
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
