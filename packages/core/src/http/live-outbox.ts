import type { CloseCode } from './live-close-code.ts'
import type { LiveSocket } from './live-connection.ts'
import type { ServerMessage } from './live-message.ts'

/** Passes messages on to a socket, keeping them until it is open. After a close nothing goes out any more. */
export class Outbox {
  #socket: LiveSocket | undefined
  #waiting: ((socket: LiveSocket) => void)[] = []
  #isClosed = false

  get isClosed(): boolean {
    return this.#isClosed
  }

  open(socket: LiveSocket): void {
    this.#socket = socket
    for (const action of this.#waiting) action(socket)
    this.#waiting = []
  }

  send(message: ServerMessage): void {
    const text = JSON.stringify(message)
    if (!this.#isClosed) this.#do((socket) => socket.send(text))
  }

  close(code: CloseCode, reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#do((socket) => socket.close(code, reason))
  }

  #do(action: (socket: LiveSocket) => void): void {
    if (this.#socket === undefined) this.#waiting.push(action)
    else action(this.#socket)
  }
}
