import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const CONNECTIONS = 50

/** How many answers came, and how long that took. */
export interface Answers {
  readonly count: number
  readonly ms: number
}

/**
 * One request to a server on 127.0.0.1, repeated on 50 connections that stay open between runs. Counts bytes and parses
 * nothing, so that the client takes as little of the machine as it can: all answers have the first one's length.
 */
export class HttpLoad {
  readonly #sockets: readonly Socket[]
  readonly #request: string
  readonly #answerBytes: number

  private constructor(sockets: readonly Socket[], request: string, answerBytes: number) {
    this.#sockets = sockets
    this.#request = request
    this.#answerBytes = answerBytes
  }

  /** @throws {Error} When the request is not answered with 200. */
  static async open(port: number, request: string): Promise<HttpLoad> {
    const first = await open(port)
    const answerBytes = await firstAnswer(first, request)
    const others = await Promise.all(Array.from({ length: CONNECTIONS - 1 }, () => open(port)))
    return new HttpLoad([first, ...others], request, answerBytes)
  }

  /** Asks again and again for `ms`, and waits for what was asked. */
  async run(ms: number): Promise<Answers> {
    const started = performance.now()
    const counts = await Promise.all(this.#sockets.map((socket) => this.#runOn(socket, started + ms)))
    return { count: counts.reduce((sum, count) => sum + count), ms: performance.now() - started }
  }

  #runOn(socket: Socket, until: number): Promise<number> {
    return new Promise((resolve, reject) => {
      let count = 0
      let missing = this.#answerBytes
      const onData = (chunk: Buffer): void => {
        missing -= chunk.length
        if (missing > 0) return
        missing = this.#answerBytes
        count++
        if (performance.now() < until) {
          socket.write(this.#request)
          return
        }
        socket.off('data', onData).off('close', onClose)
        resolve(count)
      }
      const onClose = (): void => reject(new Error('the server closed a connection'))
      socket.on('data', onData).on('close', onClose)
      if (socket.destroyed) onClose()
      else socket.write(this.#request)
    })
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket.setNoDelay(true)
}

async function firstAnswer(socket: Socket, request: string): Promise<number> {
  socket.write(request)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  if (!chunk.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error('GET /me did not answer 200')
  return chunk.length
}
