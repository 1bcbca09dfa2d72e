/** Which part of a list is asked for. */
export interface PageRequest {
  /** 1 to {@link MAX_PAGE}. */
  readonly limit: number
  /** `next` of the page before; the first page without it. */
  readonly cursor?: string
}

/** One part of a list, and where the next one starts if there is more. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
  /** The store's clock at the moment of reading. */
  readonly now: number
}

export const MAX_PAGE = 100

/** A place in a list ordered by an instant and an id, both descending. */
export interface Position {
  readonly at: number
  readonly id: string
}

/** An opaque text that keeps a {@link Position}; safe in a URL. */
export function formatCursor({ at, id }: Position): string {
  return `${at}.${id}`
}

/** The position of a cursor, or null when the text is none of ours. */
export function parseCursor(cursor: string): Position | null {
  const match = /^(\d{1,16})\.([\w-]{1,64})$/.exec(cursor)
  return match ? { at: Number(match[1]), id: match[2] as string } : null
}

/** After which position a page begins; null for the first page, which a text that is none of our cursors gets, too. */
export function startOf({ cursor }: PageRequest): Position | null {
  return cursor === undefined ? null : parseCursor(cursor)
}

/** Whether `a` comes later in the list than `b`: it is older, or as old with a smaller id. */
export function isBefore(a: Position, b: Position): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}

/**
 * The page made of `rows`, which are in order and begin where the page does.
 *
 * @param rows  At least one more than the page holds when there is a next page.
 */
export function pageOf<Row, T>(
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
