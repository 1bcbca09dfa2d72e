import { NO_PROMPTS, promptsAllowedAt } from '@seatkit/core'
import { expect, it } from 'vitest'
import { muted, withPrompt } from '../../src/policy/prompts.ts'
import { HOUR, MINUTE, NOW } from './facts.ts'

it('a user who was never prompted may be, at once', () => {
  expect(NO_PROMPTS).toStrictEqual({ count: 0, lastAt: 0, mutedUntil: 0 })
  expect(promptsAllowedAt(NO_PROMPTS, 1)).toBe(0)
})

it('as many prompts as there may be are followed by ten minutes of peace, and then by as many', () => {
  let prompts = NO_PROMPTS
  const shown: number[] = []
  for (let now = NOW; now < NOW + HOUR; now += 1_000) {
    if (now < promptsAllowedAt(prompts, 10)) continue
    prompts = withPrompt(prompts, now)
    shown.push(now - NOW)
  }
  const burst = (at: number): number[] => Array.from({ length: 10 }, (_, i) => at + i * 1_000)
  const rounds = [0, 1, 2, 3, 4, 5].map((round) => round * (10 * MINUTE + 9_000))
  expect(shown).toStrictEqual(rounds.flatMap(burst).filter((at) => at < HOUR))
})

it.each([1_000, 59_000, 9 * MINUTE])('no ten minutes have more, with a login every %i ms', (every) => {
  let prompts = NO_PROMPTS
  const shown: number[] = []
  for (let now = NOW; now < NOW + 12 * HOUR; now += every) {
    if (now < promptsAllowedAt(prompts, 10)) continue
    prompts = withPrompt(prompts, now)
    shown.push(now)
  }
  expect(shown.length).toBeGreaterThan(10)
  for (const [i, at] of shown.entries()) {
    expect((shown[i + 10] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(10 * MINUTE)
  }
})

it('"not me" is an hour without prompts, however few there were, and counts none away', () => {
  const prompts = muted({ count: 2, lastAt: NOW, mutedUntil: 0 }, NOW)
  expect(prompts).toStrictEqual({ count: 2, lastAt: NOW, mutedUntil: NOW + HOUR })
  expect(promptsAllowedAt(prompts, 10)).toBe(NOW + HOUR)
})
