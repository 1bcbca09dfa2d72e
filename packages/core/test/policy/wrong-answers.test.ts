import { answersAllowedAt, NO_WRONG_ANSWERS } from '@seatkit/core'
import { expect, it } from 'vitest'
import { NOW } from './facts.ts'

it('a user without wrong answers may answer at once', () => {
  expect(NO_WRONG_ANSWERS).toStrictEqual({ count: 0, lastAt: 0 })
  expect(answersAllowedAt(NO_WRONG_ANSWERS)).toBe(0)
})

it.each([
  [1, null],
  [9, null],
  [10, 30_000],
  [11, 60_000],
  [12, 120_000],
  [21, 61_440_000],
  [22, 86_400_000],
  [23, 86_400_000],
  [5_000, 86_400_000],
])('G5 after %i wrong answers in a row the next one waits %o ms', (count, delay) => {
  expect(answersAllowedAt({ count, lastAt: NOW })).toBe(delay === null ? 0 : NOW + delay)
})

it('G5 a hundred wrong answers in a row take more than two months', () => {
  let now = NOW
  for (let count = 1; count <= 100; count++) now = Math.max(now, answersAllowedAt({ count, lastAt: now }))
  expect(now - NOW).toBeGreaterThan(60 * 86_400_000)
})
