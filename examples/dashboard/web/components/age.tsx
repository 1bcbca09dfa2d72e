import type { ReactNode } from 'react'
import { formatAge, formatInstant } from '../format-time.ts'
import { useNow } from '../use-now.ts'

const RENEW_MS = 15_000

/** How long ago it was; the exact time on hover. */
export function Age({ of }: { of: string }): ReactNode {
  const now = useNow(RENEW_MS)
  return (
    <time dateTime={of} title={formatInstant(of)}>
      {formatAge(of, now)}
    </time>
  )
}
