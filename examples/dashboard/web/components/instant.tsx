import type { ReactNode } from 'react'
import { formatInstant } from '../format-time.ts'

export function Instant({ of }: { of: string }): ReactNode {
  return <time dateTime={of}>{formatInstant(of)}</time>
}
