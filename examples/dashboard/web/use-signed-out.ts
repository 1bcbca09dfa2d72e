import type { SessionState } from '@seatkit/client'
import { useEffect } from 'react'
import { endNotice } from './end-reason.ts'
import { navigate } from './route.ts'

/** Goes to login when the session has ended, and says why; whoever comes for the first time has lost nothing. */
export function useSignedOut(state: SessionState): void {
  useEffect(() => {
    if (state.status !== 'signed-out') return
    const hasLost = state.session !== undefined || state.endReason !== undefined
    navigate('/login', hasLost ? { notice: endNotice(state.endReason) } : {}, { replace: true })
  }, [state])
}
