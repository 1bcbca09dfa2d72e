import { useSyncExternalStore } from 'react'
import type { Observed } from '../observed.ts'

/** The value as it is now; watches it for as long as the component is on the page. */
export function useObserved<T>({
  subscribe,
  get,
  initial,
}: Pick<Observed<T>, 'subscribe' | 'get' | 'initial'>): T {
  return useSyncExternalStore(subscribe, get, () => initial)
}
