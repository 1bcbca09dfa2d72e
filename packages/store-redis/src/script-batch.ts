import type { RedisArgument } from './redis-client.ts'
import { arrayReply, numberReply } from './replies.ts'
import type { ScriptReply } from './script.ts'

/** What waits for the reply to one call. */
interface Caller {
  resolve(reply: ScriptReply): void
  reject(error: unknown): void
}

/** Calls of one script that go to Redis as one command. */
export class ScriptBatch {
  readonly keys: string[] = []
  readonly values: RedisArgument[] = []
  readonly #callers: Caller[] = []

  get size(): number {
    return this.#callers.length
  }

  add(keys: readonly string[], values: readonly RedisArgument[]): Promise<ScriptReply> {
    this.keys.push(...keys)
    this.values.push(...values)
    return new Promise((resolve, reject) => this.#callers.push({ resolve, reject }))
  }

  /** Hands each call its reply, which may be an error of its own. */
  async settle(answer: Promise<unknown>): Promise<void> {
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
    }
  }
}
