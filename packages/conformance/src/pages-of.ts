import assert from 'node:assert/strict'
import type { Page, PageRequest } from '@seatkit/core'

/** Every page there is, from the first to the one without `next`. */
export async function pagesOf<T>(
  limit: number,
  list: (page: PageRequest) => Promise<Page<T>>,
): Promise<(readonly T[])[]> {
  const pages: (readonly T[])[] = []
  let page: Page<T> | undefined
  do {
    page = await list({ limit, ...cursorOf(page) })
    pages.push(page.items)
    assert.ok(pages.length <= 100, 'the pages come to an end')
  } while (page.next !== undefined)
  return pages
}

/** Where to go on after `page`; the beginning without one. */
export function cursorOf(page: Page<unknown> | undefined): { cursor?: string } {
  return page?.next === undefined ? {} : { cursor: page.next }
}
