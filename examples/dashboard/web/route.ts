import { useSyncExternalStore } from 'react'

export type Path = '/' | '/login' | '/signup'

/** What one page hands to the next. Kept in the history entry, so a reload does not lose it. */
export interface Handover {
  /** A sentence to show on arrival. */
  readonly notice?: string
  /** The e-mail address to fill in. */
  readonly email?: string
}

interface Route {
  readonly path: string
  readonly handover: Handover
  /** Another one for each visit, so that a page starts afresh. */
  readonly key: number
}

const changed = new EventTarget()
let route = read(0)
window.addEventListener('popstate', arrive)

function read(key: number): Route {
  return { path: window.location.pathname, handover: window.history.state ?? {}, key }
}

function arrive(): void {
  route = read(route.key + 1)
  changed.dispatchEvent(new Event('route'))
}

/** Goes to another page without loading it from the server. `replace`: "back" does not return to this one. */
export function navigate(path: Path, handover: Handover = {}, { replace = false } = {}): void {
  if (replace) window.history.replaceState(handover, '', path)
  else window.history.pushState(handover, '', path)
  arrive()
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => route)
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('route', listener)
  return () => changed.removeEventListener('route', listener)
}
