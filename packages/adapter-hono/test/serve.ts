import type { Server } from 'node:http'
import { serve as serveNode } from '@hono/node-server'
import type { Hono } from 'hono'

export interface Served {
  readonly server: Server
  readonly url: string
  close(): Promise<void>
}

/** Serves an application on a free port of this machine. */
export function serve(app: Pick<Hono, 'fetch'>): Promise<Served> {
  return new Promise((resolve) => {
    const server = serveNode({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      resolve({ server, url: `http://127.0.0.1:${port}`, close: () => close(server) })
    }) as Server
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
