import { type ServerType, serve as serveNode } from '@hono/node-server'
import type { Hono } from 'hono'
import { WebSocketServer } from 'ws'

export interface Served {
  readonly server: ServerType
  readonly url: string
  close(): Promise<void>
}

/** For the WebSockets that an application upgrades itself. */
export type OwnWebSockets = NonNullable<Parameters<typeof serveNode>[0]['websocket']>['server']

/** With `exactOptionalPropertyTypes`, the types of `ws` are not what those of `@hono/node-server` ask for. */
export function ownWebSockets(): OwnWebSockets {
  return new WebSocketServer({ noServer: true }) as unknown as OwnWebSockets
}

/** Serves an application on a free port of this machine. */
export function serve(app: Pick<Hono, 'fetch'>, wss?: OwnWebSockets): Promise<Served> {
  return new Promise((resolve) => {
    const options = { fetch: app.fetch, port: 0, hostname: '127.0.0.1' }
    const server = serveNode(wss ? { ...options, websocket: { server: wss } } : options, ({ port }) => {
      resolve({ server, url: `http://127.0.0.1:${port}`, close: () => close(server) })
    })
  })
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
}
