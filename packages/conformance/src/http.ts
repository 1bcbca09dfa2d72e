export { type HttpCase, httpCases } from './http/http-cases.ts'
export { httpPolicy } from './http/http-policy.ts'
export type { HttpTarget } from './http/http-target.ts'
export { withOutage } from './http/with-outage.ts'
