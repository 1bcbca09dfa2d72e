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
