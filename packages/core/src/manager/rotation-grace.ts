import { type Duration, durationMs } from '../policy/index.ts'

const LONGEST_MS = 60_000

/**
 * The milliseconds of the `rotationGrace` option; 0 is none.
 *
 * @throws {TypeError} When it is no duration, or longer than a minute: what a thief of the old token could read for.
 */
export function rotationGraceMs(value: Duration): number {
  const graceMs = value === 0 ? 0 : durationMs('rotationGrace', value)
  if (graceMs <= LONGEST_MS) return graceMs
  throw new TypeError(`rotationGrace: '${value}' is too long; write at most '60s', or 0 for none`)
}
