export * from './seatkit.ts'
export * from './session-routes.ts'
