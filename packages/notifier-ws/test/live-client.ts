import { EventEmitter, once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { ServerMessage } from '@seatkit/core/http'
import { WebSocket } from 'ws'

/** Request headers; one that is `undefined` is not sent. */
export type Headers = Readonly<Record<string, string | undefined>>

/** How the server refused to upgrade. */
export interface Refusal {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
}

/** A client's end of a WebSocket, which keeps every message until the test asks for it. */
export class LiveClient {
  readonly ws: WebSocket
  /** Every message as it arrived, read or not. */
  readonly texts: string[] = []
  /** Resolves with the close code when the connection is closed. */
  readonly closed: Promise<number>
  readonly #arrived = new EventEmitter()
  #read = 0

  constructor(url: string, headers: Headers) {
    const sent = Object.entries(headers).filter(([, value]) => value !== undefined)
    this.ws = new WebSocket(url.replace('http', 'ws'), { headers: Object.fromEntries(sent) })
    this.closed = new Promise((resolve) => this.ws.once('close', resolve))
    this.ws.on('error', () => {})
    this.ws.on('message', (data) => {
      this.texts.push(data.toString())
      this.#arrived.emit('message')
    })
  }

  /** The next message; fails when the connection closes instead. */
  async next(): Promise<ServerMessage> {
    while (this.#read === this.texts.length) {
      const code = await Promise.race([once(this.#arrived, 'message'), this.closed])
      if (typeof code === 'number' && this.#read === this.texts.length) {
        throw new Error(`closed with ${code} instead of a message`)
      }
    }
    return JSON.parse(this.texts[this.#read++] ?? '')
  }

  /** The next messages, as many as asked for. */
  async take(count: number): Promise<ServerMessage[]> {
    const messages: ServerMessage[] = []
    while (messages.length < count) messages.push(await this.next())
    return messages
  }

  send(message: unknown): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** Resolves with what arrived until the server had handled everything it was sent before. Sends one message. */
  async settled(): Promise<ServerMessage[]> {
    this.send({ type: 'challenge.deny', ref: 'settled', challengeId: 'none' })
    const messages: ServerMessage[] = []
    for (;;) {
      const message = await this.next()
      if (message.type === 'answer' && message.ref === 'settled') return messages
      messages.push(message)
    }
  }

  /** How the server refused. */
  refused(): Promise<Refusal> {
    return new Promise((resolve, reject) => {
      this.ws.once('open', () => reject(new Error('the upgrade was accepted')))
      this.ws.once('unexpected-response', (_request, response: IncomingMessage) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString()
          const { statusCode: status = 0, headers } = response
          resolve({ status, headers, body: text === '' ? {} : JSON.parse(text) })
        })
      })
    })
  }

  cutOff(): void {
    this.ws.terminate()
  }
}
