import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What happens to bytes on their way. Set it at any time; it holds for connections that are open, too. */
export interface TcpProxy extends AsyncDisposable {
  /** Clients connect here instead. */
  readonly port: number
  /** How many chunks of answers came through so far; a small answer is one chunk. */
  readonly answers: number
  /** Breaks the connection on which answer number `count` (from 1, counted from now) comes, and does not pass that on. */
  loseAnswer(count: number): void
  /** Nothing passes in either direction, and nobody is told: as when a cable is pulled. */
  freeze(): void
  /** All that was held back passes on. */
  thaw(): void
  /** Resets all connections. New ones are accepted. */
  reset(): void
  /** Resets all connections, and new ones as soon as they come, until {@link accept}. */
  refuse(): void
  accept(): void
}

/** Starts a proxy before `port` of 127.0.0.1, to do to a connection what networks do. */
export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let answers = 0
  let loseAt = Number.POSITIVE_INFINITY
  let isFrozen = false
  let refuses = false

  const server = createServer((client) => {
    if (refuses) {
      client.resetAndDestroy()
      return
    }
    const upstream = connect(port, '127.0.0.1')
    const pair = [client, upstream] as const
    pairs.add(pair)
    const drop = (): void => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    const reset = (): void => {
      pairs.delete(pair)
      client.resetAndDestroy()
      upstream.destroy()
    }
    for (const socket of pair) socket.setNoDelay(true).on('error', reset).on('close', drop)
    client.on('data', (chunk) => void upstream.write(chunk))
    upstream.on('data', (chunk) => {
      answers++
      if (answers === loseAt) reset()
      else client.write(chunk)
    })
    if (isFrozen) for (const socket of pair) socket.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  const resetAll = (): void => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy()
      upstream.destroy()
    }
    pairs.clear()
  }
  const close = async (): Promise<void> => {
    resetAll()
    server.close()
    await once(server, 'close')
  }
  return {
    port: address.port,
    get answers() {
      return answers
    },
    loseAnswer: (count) => {
      loseAt = answers + count
    },
    freeze: () => {
      isFrozen = true
      for (const socket of [...pairs].flat()) socket.pause()
    },
    thaw: () => {
      isFrozen = false
      for (const socket of [...pairs].flat()) socket.resume()
    },
    reset: resetAll,
    refuse: () => {
      refuses = true
      resetAll()
    },
    accept: () => {
      refuses = false
    },
    [Symbol.asyncDispose]: close,
  }
}
