import { type ReactNode, useEffect, useEffectEvent } from 'react'
import { useNow } from '../use-now.ts'
import type { Session } from '../wire.ts'
import { TimeLeft } from './time-left.tsx'

const LEAD_MS = 120_000
/** The server's socket says that time is up; only when it could not have does the page ask. */
const ASK_AFTER_MS = 1_000

interface IdleWarningProps {
  readonly session: Session
  readonly idleTimeoutMs: number
  readonly connected: boolean
  readonly onStay: () => Promise<void>
}

/** Warns two minutes before the idle limit (half of it, where it is shorter than four), and offers to stay. */
export function IdleWarning({ session, idleTimeoutMs, connected, onStay }: IdleWarningProps): ReactNode {
  const now = useNow(1_000)
  const deadline = Date.parse(session.lastActiveAt) + idleTimeoutMs
  const expiresAt = Date.parse(session.expiresAt)
  // Where the absolute limit comes first, activity moves nothing, so there is nothing to offer.
  const isNear = deadline < expiresAt && now >= deadline - Math.min(LEAD_MS, idleTimeoutMs / 2)
  const isOverUnnoticed = !connected && now >= Math.min(deadline, expiresAt) + ASK_AFTER_MS

  const ask = useEffectEvent(onStay)
  useEffect(() => {
    if (isOverUnnoticed) void ask()
  }, [isOverUnnoticed])

  if (!isNear) return null
  return (
    <section className="idle-warning" aria-label="Session about to end">
      <p role="alert">Are you still there? You will soon be signed out, because there was no activity.</p>
      <TimeLeft until={deadline} />
      <button type="button" className="primary" onClick={() => void onStay()}>
        Stay signed in
      </button>
    </section>
  )
}
