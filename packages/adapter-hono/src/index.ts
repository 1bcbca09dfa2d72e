export type { ConnectionOptions } from './connection-options.ts'
export * from './seatkit.ts'
export * from './session-routes.ts'
