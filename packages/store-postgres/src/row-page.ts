import { formatCursor, type Page, type PageRequest, type Position, parseCursor } from '@seatkit/core'

/** Before everything there is. */
const FIRST: Position = { at: Number.MAX_SAFE_INTEGER, id: '0' }

/** After which position a page begins. */
export function startOf({ cursor }: PageRequest): Position {
  return (cursor === undefined ? null : parseCursor(cursor)) ?? FIRST
}

/** The place in a change that an event's position names; before all of them when it was made up. */
export function ordinalOf(id: string): number {
  return /^\d{1,5}$/.test(id) ? Number(id) : 0
}

/** The page made of `rows`, of which there is one more than the page holds when there is a next page. */
export function rowPage<Row, T>(
  rows: readonly Row[],
  { limit }: PageRequest,
  now: number,
  positionOf: (row: Row) => Position,
  itemOf: (row: Row) => T,
): Page<T> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(itemOf),
    now,
    ...(last !== undefined && { next: formatCursor(positionOf(last)) }),
  }
}
