import type { ReactNode } from 'react'
import { formatCountdown } from '../format-time.ts'
import { useNow } from '../use-now.ts'

/** Counts down to `until`, epoch milliseconds. A timer is not read out each time it changes. */
export function TimeLeft({ until }: { until: number }): ReactNode {
  const now = useNow(1_000)
  return (
    <span className="time-left" role="timer">
      {formatCountdown(until - now)}
    </span>
  )
}
