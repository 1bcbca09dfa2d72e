import { type Duration, durationMs, intervalMs } from '@seatkit/core'
import { describe, expect, it } from 'vitest'

describe('a duration', () => {
  it.each<[Duration, number]>([
    [1, 1],
    [90_000, 90_000],
    ['1ms', 1],
    ['1s', 1_000],
    ['1m', 60_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['90s', 90_000],
    ['60m', 3_600_000],
    ['007s', 7_000],
    ['36500d', 3_153_600_000_000],
    [3_153_600_000_000, 3_153_600_000_000],
  ])('%o is %i ms', (value, ms) => {
    expect(durationMs('idleTimeout', value)).toBe(ms)
  })

  it.each([
    ['60', "idleTimeout: '60' has no unit; write '60s', '60m' or a number of milliseconds"],
    ['5', "idleTimeout: '5' has no unit; write '5s', '5m' or a number of milliseconds"],
    ...[
      ['', "''"],
      ['s', "'s'"],
      ['60 m', "'60 m'"],
      ['60M', "'60M'"],
      ['60min', "'60min'"],
      ['m60m', "'m60m'"],
      ['a60', "'a60'"],
      ['60a', "'60a'"],
      ['1.5h', "'1.5h'"],
      ['-1s', "'-1s'"],
      ['0s', "'0s'"],
      ['1000000000000000ms', "'1000000000000000ms'"],
      ['999999999999999d', "'999999999999999d'"],
      [0, '0'],
      [-1, '-1'],
      [1.5, '1.5'],
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      [Number.MAX_SAFE_INTEGER + 1, '9007199254740992'],
      [null, 'null'],
      [undefined, 'undefined'],
      [true, 'true'],
      [['60m'], '60m'],
    ].map(([value, shown]) => [
      value,
      `idleTimeout: ${shown} is not a duration; write a positive whole number with its unit, such as '60m', or of milliseconds`,
    ]),
  ])('%o is refused with what would be right', (value, message) => {
    expect(() => durationMs('idleTimeout', value as Duration)).toThrow(new TypeError(message as string))
  })
})

it.each([
  ['36501d', "'36501d'"],
  [3_153_600_000_001, '3153600000001'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
] as const)('refuses %o, which would lead beyond what a date can be', (value, shown) => {
  expect(() => durationMs('absoluteTimeout', value)).toThrow(
    new TypeError(`absoluteTimeout: ${shown} is too long; write at most '36500d'`),
  )
})

it('refuses an interval above 24 days, which a timer would take for none', () => {
  expect(intervalMs('sweepInterval', '24d')).toBe(2_073_600_000)
  expect(() => intervalMs('sweepInterval', 2_073_600_001)).toThrow("write at most '24d'")
})
