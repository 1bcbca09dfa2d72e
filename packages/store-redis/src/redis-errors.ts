import { StoreCorruptError, StoreUnavailableError } from '@seatkit/core'

/** Redis answered, with an error: it did not carry the command out. All other failures leave open whether it did. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}

/** The script is not in Redis' cache: it was restarted or flushed, or never had it. */
export function isUnknownScript(error: unknown): boolean {
  return isRefusal(error) && (error as Error).message.startsWith('NOSCRIPT')
}

/** In a cluster, another node has the keys (now). A single command is led there by the driver, a pipeline is not. */
export function isElsewhere(error: unknown): boolean {
  return isRefusal(error) && /^(MOVED|ASK|TRYAGAIN) /.test((error as Error).message)
}

/** The error of the contract for what the driver threw. */
export function toStoreError(error: unknown): StoreCorruptError | StoreUnavailableError {
  // Somebody else's value is under one of our keys.
  if (isRefusal(error) && (error as Error).message.includes('WRONGTYPE')) {
    return new StoreCorruptError({ cause: error })
  }
  return new StoreUnavailableError({ cause: error })
}
