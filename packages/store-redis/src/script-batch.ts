import { type Deadline, late } from './deadline.ts'
import type { RedisArgument } from './redis-client.ts'
import { arrayReply, numberReply } from './replies.ts'
import type { ScriptReply } from './script.ts'

/** What waits for the reply to one call, and until when. */
interface Caller {
  readonly deadline: Deadline
  resolve(reply: ScriptReply): void
  reject(error: unknown): void
}

/** Calls of one script that go to Redis as one command. */
export class ScriptBatch {
  readonly keys: string[] = []
  readonly values: RedisArgument[] = []
  readonly #callers: Caller[] = []
  #timer: NodeJS.Timeout | undefined

  get size(): number {
    return this.#callers.length
  }

  /** @throws {Error} The deadline passed. Whatever becomes of the call then is nobody's: it may still have happened. */
  add(keys: readonly string[], values: readonly RedisArgument[], deadline: Deadline): Promise<ScriptReply> {
    this.keys.push(...keys)
    this.values.push(...values)
    return new Promise((resolve, reject) => this.#callers.push({ deadline, resolve, reject }))
  }

  /** Hands each call its reply, which may be an error of its own. */
  async settle(answer: Promise<unknown>): Promise<void> {
    this.#refuseLate()
    try {
      const [time, list] = arrayReply(await answer, 2)
      const now = numberReply(time)
      const replies = arrayReply(list, this.size)
      for (const [index, caller] of this.#callers.entries()) {
        const reply = replies[index]
        if (reply instanceof Error) caller.reject(reply)
        else caller.resolve({ now, reply })
      }
    } catch (error) {
      for (const caller of this.#callers) caller.reject(error)
    } finally {
      clearTimeout(this.#timer)
    }
  }

  /** One timer for all of them, at whichever deadline comes next: a timer for each would cost as much as the reply. */
  #refuseLate(): void {
    let next = Number.POSITIVE_INFINITY
    for (const { deadline, reject } of this.#callers) {
      const left = deadline.left()
      if (left <= 0) reject(late())
      else next = Math.min(next, left)
    }
    if (next < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#refuseLate(), Math.ceil(next))
  }
}
