import type { SessionManager } from '../manager/index.ts'
import type { Session } from '../policy/index.ts'
import type { ResolvedEndingOptions } from './ending-options.ts'
import type { HttpReply, HttpRequest } from './http-values.ts'
import { problem } from './problem.ts'
import type { SessionContext } from './session-context.ts'

/** What a route is given: the manager, the request's context, and the part of the path that the route leaves open. */
export interface Call {
  readonly sessions: SessionManager
  readonly context: SessionContext
  readonly ending: ResolvedEndingOptions
  /** As seen below the mount point. */
  readonly request: HttpRequest
  readonly id: string
}

/** What a route is given for those who are signed in. */
export interface SignedInCall extends Call {
  readonly session: Session
}

/** What a route is given for devices that wait. */
export interface WaitingCall extends Call {
  readonly ticket: string
}

export type Handler = (call: Call) => HttpReply | Promise<HttpReply>

/** A handler for those who are signed in. */
export function signedIn(handler: (call: SignedInCall) => HttpReply | Promise<HttpReply>): Handler {
  return (call) => {
    const session = call.context.active
    return session === null ? call.context.sessionRequired() : handler({ ...call, session })
  }
}

/** A handler for devices that wait. */
export function waiting(handler: (call: WaitingCall) => HttpReply | Promise<HttpReply>): Handler {
  return (call) => {
    const { ticket } = call.context
    return ticket === undefined ? problem('ticket-required') : handler({ ...call, ticket })
  }
}
