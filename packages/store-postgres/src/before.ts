import { StoreUnavailableError } from '@seatkit/core'

/** Somebody who waits for a promise, until a deadline. */
interface Waiting {
  readonly deadline: number
  readonly fail: () => void
  /** Its place in the list; -1 when it waits no more. */
  at: number
}

/** No `Set`: one that is added to and deleted from all the time leaves behind tables that keep alive what was in them. */
const waiting: Waiting[] = []
let timer: NodeJS.Timeout | undefined
let timerAt = Number.POSITIVE_INFINITY

/**
 * What the promise gives, if it does in time. It goes on by itself when it does not.
 *
 * One timer serves all who wait: to set and to clear one for each call costs as much as what the store itself does there.
 *
 * @param deadline  By `performance.now()`.
 * @throws {StoreUnavailableError} The deadline passed.
 */
export function before<T>(deadline: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void =>
      reject(new StoreUnavailableError({ cause: new Error('Postgres did not answer in time') }))
    const one = { deadline, fail, at: waiting.length }
    waiting.push(one)
    if (deadline < timerAt) wakeAt(deadline)
    promise.then(
      (value) => {
        stopWaiting(one)
        resolve(value)
      },
      (error: unknown) => {
        stopWaiting(one)
        reject(error)
      },
    )
  })
}

function stopWaiting(one: Waiting): void {
  remove(one)
  if (waiting.length === 0) wakeAt(Number.POSITIVE_INFINITY)
}

/** The last one takes its place. */
function remove(one: Waiting): void {
  const last = waiting[waiting.length - 1]
  if (one.at === -1 || last === undefined) return
  waiting[one.at] = last
  last.at = one.at
  waiting.pop()
  one.at = -1
}

function wakeAt(deadline: number): void {
  clearTimeout(timer)
  timerAt = deadline
  timer =
    deadline === Number.POSITIVE_INFINITY
      ? undefined
      : setTimeout(failLate, Math.max(deadline - performance.now(), 0))
}

/** Whom the timer is for has often been served long ago: then it is set again, for who is next. */
function failLate(): void {
  const now = performance.now()
  let next = Number.POSITIVE_INFINITY
  for (const one of [...waiting]) {
    if (one.deadline > now) next = Math.min(next, one.deadline)
    else {
      remove(one)
      one.fail()
    }
  }
  wakeAt(next)
}
