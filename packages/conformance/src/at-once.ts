import type { SessionStore } from '@seatkit/core'
import { times } from './records.ts'

/** Starts `count` calls before any has answered, on both handles in turn. */
export async function atOnce<T>(
  count: number,
  store: SessionStore,
  other: SessionStore,
  call: (handle: SessionStore, index: number) => Promise<T>,
): Promise<T[]> {
  return await Promise.all(times(count, (index) => call(index % 2 === 0 ? store : other, index)))
}
