/**
 * Calls `onReturn` each time a person comes back to the page from another tab, another window or a sleeping computer.
 * Returns how to stop.
 */
export function listenForReturn(onReturn: () => void): () => void {
  if (typeof document === 'undefined') return () => {}
  const onChange = (): void => {
    if (document.visibilityState === 'visible') onReturn()
  }
  document.addEventListener('visibilitychange', onChange)
  return () => document.removeEventListener('visibilitychange', onChange)
}
