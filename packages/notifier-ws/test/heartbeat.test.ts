import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { startHeartbeat } from '../src/heartbeat.ts'

it('keeps a connection that answers', async () => {
  const { server, client } = await connected({ autoPong: true })
  startHeartbeat(server, 5, 2)
  for (let i = 0; i < 10; i++) await once(client, 'ping')
  expect(server.readyState).toBe(WebSocket.OPEN)
})

it('cuts off one that has left two pings unanswered, no sooner', async () => {
  const { server, client } = await connected({ autoPong: false })
  let pings = 0
  client.on('ping', () => pings++)
  startHeartbeat(server, 5, 2)
  const [code] = await once(client, 'close')
  expect(code).toBe(1006)
  expect(pings).toBe(2)
})

it('counts anew after each answer', async () => {
  const { server, client } = await connected({ autoPong: false })
  startHeartbeat(server, 5, 4)
  for (let i = 0; i < 10; i++) {
    await once(client, 'ping')
    if (i % 2 === 1) client.pong()
  }
  expect(server.readyState).toBe(WebSocket.OPEN)
})

/** Both ends of a connection. */
async function connected(options: { autoPong: boolean }): Promise<{ server: WebSocket; client: WebSocket }> {
  const wss = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(wss, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(wss.address() as AddressInfo).port}`, options)
  const [server] = (await once(wss, 'connection')) as [WebSocket]
  await once(client, 'open')
  onTestFinished(() => {
    client.terminate()
    wss.close()
  })
  return { server, client }
}
