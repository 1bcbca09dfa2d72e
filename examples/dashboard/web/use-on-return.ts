import { useEffect, useEffectEvent } from 'react'

/** Calls `onReturn` each time a person comes back to the page from another tab, another window or a sleeping computer. */
export function useOnReturn(onReturn: () => void): void {
  const onChange = useEffectEvent(() => {
    if (document.visibilityState === 'visible') onReturn()
  })
  useEffect(() => {
    const listener = (): void => onChange()
    document.addEventListener('visibilitychange', listener)
    return () => document.removeEventListener('visibilitychange', listener)
  }, [])
}
