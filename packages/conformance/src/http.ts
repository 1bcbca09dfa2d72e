export { type HttpCase, httpCases } from './http/http-cases.ts'
export type { HttpTarget } from './http/http-target.ts'
export { withOutage } from './http/with-outage.ts'
export { withStaleLogins } from './http/with-stale-logins.ts'
