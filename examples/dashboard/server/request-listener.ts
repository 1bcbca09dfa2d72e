import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { expressApp } from './express-app.ts'
import { honoApp } from './hono-app.ts'
import { koaApp } from './koa-app.ts'
import type { Parts } from './parts.ts'
import type { Settings } from './settings.ts'

const LISTENERS: Readonly<Record<Settings['adapter'], (parts: Parts) => RequestListener>> = {
  express: expressApp,
  koa: (parts) => koaApp(parts).callback(),
  hono: (parts) => getRequestListener(honoApp(parts).fetch),
}

/** The application, in the framework that the settings name. */
export function requestListener(parts: Parts): RequestListener {
  return LISTENERS[parts.settings.adapter](parts)
}
