import { StoreCorruptError, StoreUnavailableError } from '@seatkit/core'

/** The result codes of SQLite that are told apart; the rest are one thing, "not available". */
const BUSY = 5
const READ_ONLY = 8
const CORRUPT = 11
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

/** What SQLite reported: the primary code without the details in the higher bits; null when it was not SQLite. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

export function isSqliteError(error: unknown): boolean {
  return resultCode(error) !== null
}

/** Another connection holds the lock for longer than the busy timeout. Nothing was written. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY
}

export function isReadOnly(error: unknown): boolean {
  return resultCode(error) === READ_ONLY
}

export function isCannotOpen(error: unknown): boolean {
  return resultCode(error) === CANNOT_OPEN
}

export function isNotADatabase(error: unknown): boolean {
  return resultCode(error) === NOT_A_DATABASE
}

/** The error of the contract for what the driver threw. What it did not throw, such as an error of `decide`, stays as it is. */
export function toStoreError(error: unknown): unknown {
  const code = resultCode(error)
  if (code === CORRUPT || code === NOT_A_DATABASE) return new StoreCorruptError({ cause: error })
  if (code !== null) return new StoreUnavailableError({ cause: error })
  if (!(error instanceof Error) || !('code' in error)) return error
  // A closed database, and a stored number beyond what JavaScript can hold.
  if (error.code === 'ERR_INVALID_STATE') return new StoreUnavailableError({ cause: error })
  if (error.code === 'ERR_OUT_OF_RANGE') return new StoreCorruptError({ cause: error })
  return error
}
