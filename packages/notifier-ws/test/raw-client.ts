import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Headers } from './live-client.ts'
import { PATH } from './live-server.ts'

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** A client that sends the bytes it is told to, which no library would. */
export class RawClient {
  readonly socket: Socket
  #received = Buffer.alloc(0)

  /** Asks for an upgrade from a page of the server's own origin; a header that is `undefined` is left out. */
  constructor(origin: string, headers: Headers, method: string = 'GET', path: string = PATH) {
    const { host, port } = new URL(origin)
    const all = {
      host,
      origin,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    }
    const lines = Object.entries(all).filter(([, value]) => value !== undefined)
    this.socket = connect(Number(port), '127.0.0.1')
    this.socket.on('error', () => {})
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
    this.socket.write(
      `${method} ${path} HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n`,
    )
    onTestFinished(() => void this.socket.destroy())
  }

  /** Resolves when bytes arrive that hold this text. */
  async receives(text: string): Promise<void> {
    while (!this.#received.includes(text)) await once(this.socket, 'data')
  }

  /** Resolves with all that was received, as text, when the server closes. */
  async rest(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close')
    return this.#received.toString()
  }

  /** Resolves with the code of the close frame: what the server sends last. */
  async closeCode(): Promise<number> {
    while (!this.#closeFrame()) await once(this.socket, 'data')
    return this.#closeFrame()?.readUInt16BE(2) ?? 0
  }

  send(opcode: number, payload: Uint8Array | string = '', { isLast = true, isMasked = true } = {}): void {
    const bytes = Buffer.from(payload as string)
    const mask = isMasked ? Buffer.alloc(4) : Buffer.alloc(0)
    const head = Buffer.from([(isLast ? 0x80 : 0) | opcode, (isMasked ? 0x80 : 0) | bytes.length])
    this.socket.write(Buffer.concat([head, mask, bytes]))
  }

  /** The frames after the answer to the handshake are walked through; a server's are never masked. */
  #closeFrame(): Buffer | undefined {
    let at = this.#received.indexOf('\r\n\r\n') + 4
    while (at + 2 <= this.#received.length) {
      const short = this.#received.readUInt8(at + 1)
      const length = short === 126 ? this.#received.readUInt16BE(at + 2) + 2 : short
      if (this.#received.readUInt8(at) === (0x80 | OPCODE.close)) return this.#received.subarray(at)
      at += 2 + length
    }
    return undefined
  }
}
