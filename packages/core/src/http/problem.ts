import type { EndReason } from '../policy/index.ts'
import { isSeatkitError, SeatkitError } from '../store/index.ts'
import { type HttpReply, problemJsonReply } from './http-values.ts'

/** The stable codes of all problems there are. */
export type ProblemCode =
  | 'invalid-request'
  | 'session-required'
  | 'reauthentication-required'
  | 'ticket-required'
  | 'cross-origin'
  | 'session-too-young'
  | 'not-found'
  | 'method-not-allowed'
  | 'session-limit-reached'
  | 'challenge-pending'
  | 'wrong-direction'
  | 'challenge-over'
  | 'body-too-large'
  | 'unsupported-media-type'
  | 'wrong-code'
  | 'upgrade-required'
  | 'too-many-attempts'
  | 'too-many-challenges'
  | 'store-unavailable'

/** Each problem's HTTP status, and a sentence for people who read logs. */
const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  'invalid-request': [400, 'The request is not well-formed'],
  'session-required': [401, 'Sign in first'],
  'reauthentication-required': [401, 'Prove again who you are'],
  'ticket-required': [401, 'No login is waiting here'],
  'cross-origin': [403, 'The request comes from another origin'],
  'session-too-young': [403, 'This session is too new to end older ones'],
  'not-found': [404, 'There is no such thing here'],
  'method-not-allowed': [405, 'The resource does not support this method'],
  'session-limit-reached': [409, 'All sessions of the account are in use'],
  'challenge-pending': [409, 'The login is still waiting for approval'],
  'wrong-direction': [409, 'The code of this login goes the other way'],
  'challenge-over': [410, 'The login is no longer waiting'],
  'body-too-large': [413, 'The request body is too large'],
  'unsupported-media-type': [415, 'The request body has to be application/json'],
  'wrong-code': [422, 'The code is wrong'],
  'upgrade-required': [426, 'This address speaks WebSocket'],
  'too-many-attempts': [429, 'Too many wrong codes'],
  'too-many-challenges': [429, 'Too many logins are waiting for approval'],
  'store-unavailable': [503, 'Sessions cannot be checked right now'],
}

/** What a problem may say beyond its code. Never a token, a code that was typed, or whose account it is. */
export interface ProblemDetails {
  readonly detail?: string
  /** Why the session that was asked with ended. */
  readonly endReason?: EndReason
  readonly [extension: string]: unknown
}

/** An answer of `application/problem+json` (RFC 9457) with a stable `code`. A 401 names the scheme, as RFC 9110 §15.5.2 asks. */
export function problem(
  code: ProblemCode,
  details: ProblemDetails = {},
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  const [status, title] = PROBLEMS[code]
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  const body = { type: `urn:seatkit:problem:${code}`, title, status, code, ...details }
  return problemJsonReply(body, { ...challenge, ...headers })
}

/** `Retry-After` in whole seconds, at least one. */
export function retryAfter(ms: number): Record<string, string> {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1_000))) }
}

/** The answer to an error of Seatkit; `null` for any other error, which is the application's. */
export function replyToError(error: unknown): HttpReply | null {
  if (!isSeatkitError(error)) return null
  if (error.status === 503) return problem('store-unavailable', {}, error.headers)
  return error.code in PROBLEMS ? problem(error.code as ProblemCode) : null
}

/** A page of another origin asks with the cookies of a user. */
export class CrossOriginError extends SeatkitError {
  readonly code = 'cross-origin'
  readonly status = 403

  constructor() {
    super('the request comes from another origin')
  }
}

/** A body that is no JSON, too large, or of another media type. */
export class BodyError extends SeatkitError {
  readonly code: 'invalid-request' | 'body-too-large' | 'unsupported-media-type'
  readonly status: number

  constructor(code: BodyError['code']) {
    super(PROBLEMS[code][1])
    this.code = code
    this.status = PROBLEMS[code][0]
  }
}
