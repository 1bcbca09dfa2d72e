import type { ReactNode } from 'react'

/** A sentence about what happened. An error interrupts a screen reader, information waits for its turn. */
export function Notice({ tone, children }: { tone: 'info' | 'error'; children: ReactNode }): ReactNode {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}
