interface Watchable<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

/** The value as soon as it is as wanted: now, or after one of its changes. Watches for as long as it waits. */
export function until<T, W extends T>(part: Watchable<T>, isWanted: (value: T) => value is W): Promise<W>
export function until<T>(part: Watchable<T>, isWanted: (value: T) => boolean): Promise<T>
export function until<T>(part: Watchable<T>, isWanted: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = (): void => {
      const value = part.get()
      if (!isWanted(value)) return
      queueMicrotask(() => stop())
      resolve(value)
    }
    const stop = part.subscribe(look)
    look()
  })
}
