import { useEffect, useEffectEvent } from 'react'
import type { Session } from './wire.ts'

const CHANNEL = 'seatkit.activity'

/**
 * Tabs of one browser share one session. Each tells the others of the activity that the server has recorded, or a tab
 * left alone would warn of an idle limit that another tab has long moved.
 */
export function useSharedActivity(session: Session | undefined, onActive: (session: Session) => void): void {
  const onMessage = useEffectEvent(({ data }: MessageEvent<Session>) => {
    if (data.id === session?.id) onActive(data)
  })
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.addEventListener('message', (event) => onMessage(event))
    return () => channel.close()
  }, [])

  useEffect(() => {
    if (session === undefined) return
    const channel = new BroadcastChannel(CHANNEL)
    channel.postMessage(session)
    channel.close()
  }, [session])
}
