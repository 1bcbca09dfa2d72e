import { StoreUnavailableError } from '@seatkit/core'

/** Another program may hold the file's write lock: that is no defect, and passes. */
export function unlessBusy<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new StoreUnavailableError({ cause })
  }
}
