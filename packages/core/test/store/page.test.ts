import { formatCursor, parseCursor } from '@seatkit/core'
import { describe, expect, it } from 'vitest'

describe('a cursor', () => {
  it.each([
    { at: 0, id: '0' },
    { at: 1_700_000_000_000, id: 'Zm9v-YmFy_' },
    { at: Number.MAX_SAFE_INTEGER, id: 'x'.repeat(64) },
  ])('keeps the position $at $id', (position) => {
    expect(parseCursor(formatCursor(position))).toEqual(position)
  })

  it.each([
    '',
    '.',
    '1.',
    '.a',
    '1',
    'a.b',
    '-1.a',
    '1.5.a',
    '1. a',
    '1.a\n',
    '1e3.a',
    `1.${'x'.repeat(65)}`,
    "1.'",
  ])('is not read from %j', (text) => {
    expect(parseCursor(text)).toBeNull()
  })
})
