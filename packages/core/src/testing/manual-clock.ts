/** A clock that stands still until it is told to move. Pass `clock.now` wherever a clock is taken. */
export interface ManualClock {
  /** The current instant, epoch milliseconds. May be handed around unbound. */
  readonly now: () => number
  /** Moves forward. */
  advance(ms: number): void
}

/** @param start  Where the clock starts; epoch milliseconds. Default 1,700,000,000,000. */
export function manualClock(start: number = 1_700_000_000_000): ManualClock {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      if (!(ms >= 0))
        throw new TypeError('advance: a clock cannot go backwards; write a number of milliseconds')
      now += ms
    },
  }
}
