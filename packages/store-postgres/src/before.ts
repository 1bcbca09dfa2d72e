import { StoreUnavailableError } from '@seatkit/core'

/**
 * What the promise gives, if it does in time. It goes on by itself when it does not.
 *
 * @param deadline  By `performance.now()`.
 * @throws {StoreUnavailableError} The deadline passed.
 */
export async function before<T>(deadline: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const fail = (): void =>
      reject(new StoreUnavailableError({ cause: new Error('Postgres did not answer in time') }))
    timer = setTimeout(fail, Math.max(deadline - performance.now(), 0))
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
