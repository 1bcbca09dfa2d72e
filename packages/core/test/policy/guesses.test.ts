import { expect, it } from 'vitest'
import { guessed, NO_GUESSES } from '../../src/policy/guesses.ts'

const NOW = 1_700_000_000_000
const RULE = { maxWrongAnswers: 3, windowMs: 1_000, pauseMs: 5_000 }

it('as many wrong answers in the window as are ordinary pause nothing', () => {
  const guesses = [0, 1, 2].reduce((all, ms) => guessed(all, NOW + ms, RULE), NO_GUESSES)
  expect(guesses).toStrictEqual({ wrongAt: [NOW, NOW + 1, NOW + 2], pausedUntil: 0 })
})

it('one more begins a pause, and the count begins anew', () => {
  const guesses = [0, 1, 2, 999].reduce((all, ms) => guessed(all, NOW + ms, RULE), NO_GUESSES)
  expect(guesses).toStrictEqual({ wrongAt: [], pausedUntil: NOW + 5_999 })
})

it('those that are older than the window count no more', () => {
  const guesses = [0, 1, 2, 1_000].reduce((all, ms) => guessed(all, NOW + ms, RULE), NO_GUESSES)
  expect(guesses).toStrictEqual({ wrongAt: [NOW + 1, NOW + 2, NOW + 1_000], pausedUntil: 0 })
})

it('those of the pause itself neither count nor prolong it; the first after it counts', () => {
  const paused = { wrongAt: [], pausedUntil: NOW }
  expect(guessed(paused, NOW - 1, RULE)).toBe(paused)
  expect(guessed(paused, NOW, RULE)).toStrictEqual({ wrongAt: [NOW], pausedUntil: NOW })
})
