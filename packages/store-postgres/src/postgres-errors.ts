import { StoreConflictError, StoreCorruptError, StoreUnavailableError } from '@seatkit/core'

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'
const UNIQUE_VIOLATION = '23505'
const LOCK_NOT_AVAILABLE = '55P03'
/** Schema, table, column and function, in this order. */
const UNDEFINED: ReadonlySet<string> = new Set(['3F000', '42P01', '42703', '42883'])
const CORRUPTED: ReadonlySet<string> = new Set(['XX001', 'XX002'])
/** The connection broke, or the server went down: the statement may have been committed before. */
const CONNECTION_LOST = /^(08|57P|40003)/

/** The tables are not there, or are of an older version. The message names the command that makes them. */
export class SchemaMissingError extends StoreUnavailableError {
  constructor(options?: ErrorOptions) {
    super(options)
    this.message =
      'the tables of the session store are missing or out of date; run: npx seatkit-postgres migrate'
  }
}

/** What Postgres reported; null when it was not Postgres. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** Whether a statement was undone for the sake of others, and is to be run again (PostgreSQL manual, §13.5). */
export function isUndone(error: unknown): boolean {
  const state = sqlState(error)
  return state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED
}

/** Whether Postgres itself said that the statement failed; then nothing of it happened, and the connection is sound. */
export function isRefused(error: unknown): boolean {
  const state = sqlState(error)
  return state !== null && !CONNECTION_LOST.test(state)
}

/** The error of the contract for what the driver threw. */
export function toStoreError(error: unknown): Error {
  if (error instanceof StoreUnavailableError) return error
  const state = sqlState(error) ?? ''
  const options = { cause: error }
  if (UNDEFINED.has(state)) return new SchemaMissingError(options)
  if (CORRUPTED.has(state)) return new StoreCorruptError(options)
  if (state === UNIQUE_VIOLATION || state === LOCK_NOT_AVAILABLE || isUndone(error)) {
    return new StoreConflictError(options)
  }
  return new StoreUnavailableError(options)
}

/** Whether an error of the contract leaves open if a write has happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof StoreUnavailableError && !isRefused(error.cause)
}
