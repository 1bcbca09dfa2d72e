import type { SessionStore } from '@seatkit/core'

/** The store, which also writes down which of its methods were asked, in order. */
export function listeningStore(store: SessionStore, asked: string[]): SessionStore {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        asked.push(String(name))
        return method.apply(target, args)
      }
    },
  })
}
