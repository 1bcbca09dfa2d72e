/**
 * `GET /me` in Express, as a process of its own: `none` answers a constant, `memory` and `sqlite` the caller's session.
 * Started with the variant and a directory; sends its port to its parent, and on every message the CPU time it has used.
 */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { requireSession, seatkit, sendSignIn } from '@seatkit/adapter-express'
import { memoryStore, SessionManager, singleSession } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import express from 'express'

const [, , variant, directory = ''] = process.argv
const store = variant === 'sqlite' ? sqliteStore({ path: join(directory, 'me.db') }) : memoryStore()
const sessions = new SessionManager({ store, policy: singleSession(), secret: 'x'.repeat(32) })

const app = express()
if (variant === 'none') {
  const device = { name: 'Chrome on Linux', userAgent: 'bench', ip: '127.0.0.1' }
  const time = new Date(0).toISOString()
  const view = {
    id: 'x'.repeat(22),
    current: true,
    device,
    createdAt: time,
    lastActiveAt: time,
    expiresAt: time,
  }
  app.get('/me', (_req, res) => {
    res.json(view)
  })
} else {
  app.use(seatkit(sessions))
  app.get('/me', requireSession(), (req, res) => {
    res.json(req.seatkit.session)
  })
  app.post('/login', async (req, res) => sendSignIn(res, await req.seatkit.signIn('user')))
}

const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system })
})
process.once('disconnect', () => process.exit())
