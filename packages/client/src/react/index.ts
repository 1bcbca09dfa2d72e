import { useMemo } from 'react'
import type { IdleNotice, IdleWarningOptions } from '../idle-warning.ts'
import type { SessionState } from '../own-session.ts'
import type { PendingState } from '../pending-sign-in.ts'
import type { SeatkitClient } from '../seatkit-client.ts'
import type { SessionLogState } from '../session-log.ts'
import type { Challenge } from '../wire.ts'
import { useObserved } from './use-observed.ts'

/** Whether this device is signed in; watches for its end. */
export function useSession({ session }: SeatkitClient): SessionState {
  return useObserved(session)
}

/** The logins that wait for an answer from here. Answer with `client.challenges`. */
export function useChallenges({ challenges }: SeatkitClient): readonly Challenge[] {
  return useObserved(challenges)
}

/** The login of this device that waits for approval; moves on by itself. */
export function usePendingSignIn({ pendingSignIn }: SeatkitClient): PendingState {
  return useObserved(pendingSignIn)
}

/** Where the user is and was signed in. End sessions with `client.sessionLog`. */
export function useSessionLog({ sessionLog }: SeatkitClient): SessionLogState {
  return useObserved(sessionLog)
}

/** When the session is about to end for want of activity; null while it is not. `client.session.check()` is activity. */
export function useIdleWarning(
  client: SeatkitClient,
  { idleTimeoutMs, leadMs }: IdleWarningOptions,
): IdleNotice | null {
  const warning = useMemo(
    () => client.idleWarning({ idleTimeoutMs, ...(leadMs !== undefined && { leadMs }) }),
    [client, idleTimeoutMs, leadMs],
  )
  return useObserved(warning)
}
