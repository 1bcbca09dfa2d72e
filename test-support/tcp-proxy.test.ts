import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTcpProxy } from './tcp-proxy.ts'

const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket))

beforeAll(async () => {
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
})
afterAll(() => void echo.close())

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  await once(socket, 'connect')
  return socket
}

async function startBeforeEcho() {
  const address = echo.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return await startTcpProxy(address.port)
}

it('passes on what is sent, and loses the answer it is told to lose together with the connection', async () => {
  await using proxy = await startBeforeEcho()
  const socket = await connected(proxy.port)
  socket.write('one')
  expect(await once(socket, 'data')).toEqual(['one'])
  proxy.loseAnswer(1)
  socket.write('two')
  const [error] = await once(socket, 'error')
  expect(error).toMatchObject({ code: 'ECONNRESET' })
  expect(proxy.answers).toBe(2)

  const next = await connected(proxy.port)
  next.write('three')
  expect(await once(next, 'data')).toEqual(['three'])
  next.destroy()
})

it('holds everything back while it is frozen, and loses nothing', async () => {
  await using proxy = await startBeforeEcho()
  const socket = await connected(proxy.port)
  socket.write('one')
  await once(socket, 'data')
  proxy.freeze()
  socket.write('two')
  const answered = once(socket, 'data')
  expect(proxy.answers).toBe(1)
  proxy.thaw()
  expect(await answered).toEqual(['two'])
  socket.destroy()
})

it('refuses connections until it accepts them again', async () => {
  await using proxy = await startBeforeEcho()
  proxy.refuse()
  const refused = connect(proxy.port, '127.0.0.1')
  await expect(once(refused, 'end')).rejects.toMatchObject({ code: 'ECONNRESET' })
  proxy.accept()
  const socket = await connected(proxy.port)
  socket.write('one')
  expect(await once(socket, 'data')).toEqual(['one'])
  socket.destroy()
})
