import { equalHashes } from '@seatkit/core'
import { expect, it } from 'vitest'

it.each([
  ['', '', true],
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['abc', 'bbc', false],
  ['abc', 'bac', false],
  ['abc', 'ab', false],
  ['ab', 'abc', false],
  ['', 'a', false],
  ['aa', 'bb', false],
])('%o and %o are equal: %s', (a, b, equal) => {
  expect(equalHashes(a, b)).toBe(equal)
})
