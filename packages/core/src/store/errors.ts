/** How long a client is asked to wait when the store cannot answer: long enough for a fail-over to get on. */
const RETRY_AFTER_S = 2

/** Whether an error is one of Seatkit's; not by its class, for an adapter may have come with another copy of this package. */
export function isSeatkitError(error: unknown): error is SeatkitError {
  return error instanceof Error && 'isSeatkitError' in error
}

/** What every error of Seatkit carries, so that frameworks answer with the right status of themselves. */
export abstract class SeatkitError extends Error {
  readonly isSeatkitError = true
  /** Stable, for programs. */
  abstract readonly code: string
  /** The HTTP status that frameworks answer with when they meet this error. */
  abstract readonly status: number

  override get name(): string {
    return this.constructor.name
  }

  /** The same as `status`, under the name that Express and Fastify read. */
  get statusCode(): number {
    return this.status
  }

  /** Whether the message may be shown to a client. */
  get expose(): boolean {
    return this.status < 500
  }

  /** Headers that Express' and Koa's own error handlers send along. */
  get headers(): Readonly<Record<string, string>> {
    return this.status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}
  }

  /** What Hono's own error handler answers with. */
  getResponse(): Response {
    return new Response(this.expose ? this.message : null, { status: this.status, headers: this.headers })
  }
}

/** The store did not answer in time, or not at all. What was asked may or may not have happened; repeating it is safe. */
export class StoreUnavailableError extends SeatkitError {
  readonly code = 'store-unavailable'
  readonly status = 503

  constructor(options?: ErrorOptions) {
    super('the session store is not available', options)
  }
}

/** Others kept changing the same user until the deadline. Nothing was written; repeating it is safe. */
export class StoreConflictError extends SeatkitError {
  readonly code = 'store-conflict'
  readonly status = 503

  constructor(options?: ErrorOptions) {
    super('too many simultaneous changes to one user', options)
  }
}

/** What the store holds cannot be read. Never taken for "no session": nobody is signed out, or let in, by damage. */
export class StoreCorruptError extends SeatkitError {
  readonly code = 'store-corrupt'
  readonly status = 503

  constructor(options?: ErrorOptions) {
    super('a stored session record cannot be read', options)
  }
}
