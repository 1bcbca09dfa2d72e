const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A length of time: milliseconds, or a whole number with its unit, as in `'90s'`, `'60m'`, `'12h'`, `'30d'`. */
export type Duration = number | `${number}${keyof typeof UNIT_MS}`

/** As good as never, and still an instant that a date can have. */
const LONGEST_MS = 36_500 * UNIT_MS.d
/** What a timer can hold; a longer one would fire at once. */
const LONGEST_INTERVAL_MS = 24 * UNIT_MS.d

/**
 * The milliseconds of a {@link Duration}.
 *
 * @param name  The option's name, for the error message.
 * @throws {TypeError} When `value` is not a positive whole number of milliseconds or of a unit, or above 36,500 days.
 */
export function durationMs(name: string, value: Duration): number {
  const ms = typeof value === 'number' ? value : parse(value)
  if (!Number.isSafeInteger(ms) || ms <= 0)
    throw new TypeError(`${name}: ${describe(value)} ${advice(value)}`)
  if (ms > LONGEST_MS) throw new TypeError(`${name}: ${describe(value)} is too long; write at most '36500d'`)
  return ms
}

/**
 * The milliseconds of a {@link Duration} that something is repeated after.
 *
 * @throws {TypeError} As {@link durationMs} does, and above 24 days.
 */
export function intervalMs(name: string, value: Duration): number {
  const ms = durationMs(name, value)
  if (ms <= LONGEST_INTERVAL_MS) return ms
  throw new TypeError(`${name}: ${describe(value)} is too long; write at most '24d'`)
}

function parse(text: unknown): number {
  const match = typeof text === 'string' ? /^(\d{1,15})(ms|s|m|h|d)$/.exec(text) : null
  return match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : Number.NaN
}

function advice(value: unknown): string {
  if (typeof value === 'string' && /^\d+$/.test(value)) {
    return `has no unit; write '${value}s', '${value}m' or a number of milliseconds`
  }
  return `is not a duration; write a positive whole number with its unit, such as '60m', or of milliseconds`
}

/** How a wrong option is shown in an error: strings in quotes, all else as JavaScript prints it. */
export function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
