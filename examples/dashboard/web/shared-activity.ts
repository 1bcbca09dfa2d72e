import type { Session } from './wire.ts'

/**
 * Tabs of one browser share one session. Each tells the others of the activity the server has recorded, or a tab left
 * alone would warn of an idle limit that another tab has long moved.
 */
const CHANNEL = 'seatkit.activity'

export function shareActivity(session: Session): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(session)
  channel.close()
}

/** Returns how to stop. */
export function onSharedActivity(listener: (session: Session) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.addEventListener('message', ({ data }) => listener(data))
  return () => channel.close()
}
