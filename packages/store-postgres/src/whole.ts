import { StoreCorruptError } from '@seatkit/core'

/** @throws {StoreCorruptError} The number is beyond what JavaScript can hold: `bigint` goes further. */
export function whole(number: number): number {
  if (Number.isSafeInteger(number)) return number
  throw new StoreCorruptError()
}
