import { formatCursor, type Page, type PageRequest, type Position } from '@seatkit/core'

/** The page made of `items`, of which there is at least one more than the page holds when there is a next page. */
export function pageOf<T>(
  items: readonly T[],
  { limit }: PageRequest,
  now: number,
  positionOf: (item: T) => Position,
): Page<T> {
  const last = items.length > limit ? items[limit - 1] : undefined
  return {
    items: items.slice(0, limit),
    now,
    ...(last !== undefined && { next: formatCursor(positionOf(last)) }),
  }
}
