/** Opens a connection, closes the notifier, and has to end by itself: run by a test in a process of its own. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memoryStore, SessionManager } from '@seatkit/core'
import { attachNotifier } from '@seatkit/notifier-ws'
import { WebSocket } from 'ws'

const sessions = new SessionManager({
  store: memoryStore(),
  secret: 'a secret of thirty-two bytes, no less',
  sweepInterval: 'never',
})
const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const notifier = attachNotifier(server, sessions, { path: '/events', allowInsecureLocalhost: true })

const signIn = await sessions.signIn('alice', { device: { userAgent: '', ip: '' } })
if (signIn.status !== 'admitted') throw new Error(signIn.status)
const { port } = server.address() as AddressInfo
const authorization = `Bearer ${signIn.token}`
const ws = new WebSocket(`ws://127.0.0.1:${port}/events`, { headers: { authorization } })
await once(ws, 'message')

await notifier.close()
server.close()
