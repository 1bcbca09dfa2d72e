import { useIdleWarning } from '@seatkit/client/react'
import type { ReactNode } from 'react'
import { seatkit } from '../seatkit.ts'
import { TimeLeft } from './time-left.tsx'

interface IdleWarningProps {
  readonly idleTimeoutMs: number
  readonly onStay: () => Promise<void>
}

/** Warns two minutes before the idle limit (half of it, where it is shorter than four), and offers to stay. */
export function IdleWarning({ idleTimeoutMs, onStay }: IdleWarningProps): ReactNode {
  const warning = useIdleWarning(seatkit, { idleTimeoutMs })
  if (warning === null) return null
  return (
    <section className="idle-warning" aria-label="Session about to end">
      <p role="alert">Are you still there? You will soon be signed out, because there was no activity.</p>
      <TimeLeft until={warning.endsAt} />
      <button type="button" className="primary" onClick={() => void onStay()}>
        Stay signed in
      </button>
    </section>
  )
}
