import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const CONNECTIONS = 50

/**
 * Answers per second that a server on 127.0.0.1 gives to one request, repeated on 50 connections for `ms`. Counts bytes
 * and not headers, so that the client takes as little of the machine as it can: all answers have the first one's length.
 */
export async function answersPerSecond(port: number, request: string, ms: number): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port)))
  const [first] = sockets as [Socket, ...Socket[]]
  const length = await firstAnswer(first, request)
  let answers = 0
  let running = true
  for (const socket of sockets) {
    let missing = length
    socket.on('data', (chunk) => {
      missing -= chunk.length
      if (missing > 0) return
      missing = length
      answers++
      if (running) socket.write(request)
    })
  }
  const started = performance.now()
  for (const socket of sockets) socket.write(request)
  await new Promise((done) => setTimeout(done, ms))
  running = false
  const perSecond = (answers * 1_000) / (performance.now() - started)
  for (const socket of sockets) socket.destroy()
  return perSecond
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
