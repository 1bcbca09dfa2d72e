import type { ReactNode } from 'react'

/** Says so when the lists may miss something; silent while they are live. */
export function ConnectionNote({ connected, stale }: { connected: boolean; stale: boolean }): ReactNode {
  if (!stale) return null
  return (
    <p className="connection" role="status">
      {connected
        ? 'The connection was interrupted. Refresh to see what has changed since.'
        : 'Not connected: what you see may be out of date. Trying again…'}
    </p>
  )
}
