import { StoreUnavailableError } from '@seatkit/core'

/**
 * What the promise gives, if it does in time. It goes on by itself when it does not.
 *
 * @param deadline  By `performance.now()`.
 * @throws {StoreUnavailableError} The deadline passed.
 */
export function before<T>(deadline: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void =>
      reject(new StoreUnavailableError({ cause: new Error('Postgres did not answer in time') }))
    const timer = setTimeout(late, Math.max(deadline - performance.now(), 0))
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
