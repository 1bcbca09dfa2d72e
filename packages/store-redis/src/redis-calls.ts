import { setTimeout as pause } from 'node:timers/promises'
import { StoreUnavailableError } from '@seatkit/core'
import { checkRedis } from './check-redis.ts'
import { Deadline } from './deadline.ts'
import type { Durability } from './durability.ts'
import type { RedisArgument, RedisClient } from './redis-client.ts'
import { isElsewhere, isRefusal, isUnknownScript, toStoreError } from './redis-errors.ts'
import { RedisScripts } from './redis-scripts.ts'
import type { Script, ScriptReply } from './script.ts'
import type { CommitReply } from './scripts/commit.ts'

/** Between two looks for what became of a change: a new connection is made in that time. */
const ASK_AGAIN_MS = 50

/** The store's calls to Redis: each within a deadline, with the errors of the contract, after the server was checked. */
export class RedisCalls {
  readonly #client: RedisClient
  readonly #scripts: RedisScripts
  readonly #timeoutMs: number
  #check: Promise<void> | null = null
  #isChecked = false

  constructor(client: RedisClient, timeoutMs: number) {
    this.#client = client
    this.#scripts = new RedisScripts(client)
    this.#timeoutMs = timeoutMs
  }

  /** The deadline of a call that begins now. */
  deadline(): Deadline {
    return new Deadline(this.#timeoutMs)
  }

  /** Runs a script that may run twice without harm, or not at all. */
  run(
    script: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    deadline: Deadline = this.deadline(),
  ): Promise<ScriptReply> {
    const reply = this.#isChecked
      ? this.#scripts.run(script, keys, values, deadline)
      : this.#checkOnce().then(() => this.#scripts.run(script, keys, values, deadline))
    return reply.catch(throwStoreError)
  }

  /**
   * Commits one change. When the answer does not come, asks again until the deadline: a change that was made knows itself
   * by the version it makes, and is not made twice.
   *
   * @param durability  Replicas that have to have it first; null when none has to.
   * @throws {StoreUnavailableError}  It is not known whether the change was made, or whether it will last.
   */
  async commit(
    script: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    durability: Durability | null,
    deadline: Deadline,
  ): Promise<CommitReply> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        const { reply } = await this.#commitOnce(
          script,
          keys,
          values,
          durability,
          new Deadline(deadline.left() / 2),
        )
        if (reply !== 'changed' || isFirst) return reply as CommitReply
      } catch (error) {
        if (isFirst && isRefusal(error)) throw toStoreError(error)
        if (deadline.left() <= ASK_AGAIN_MS) throw toStoreError(error)
        await pause(ASK_AGAIN_MS)
        continue
      }
      // Another change came before ours, or after it: what is there does not say which.
      throw new StoreUnavailableError()
    }
  }

  #commitOnce(
    script: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    durability: Durability | null,
    deadline: Deadline,
  ): Promise<ScriptReply> {
    return durability === null
      ? this.#scripts.run(script, keys, values, deadline)
      : deadline.of(this.#commitOnReplicas(script, keys, values, durability, deadline))
  }

  async #commitOnReplicas(
    script: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    durability: Durability,
    deadline: Deadline,
  ): Promise<ScriptReply> {
    try {
      return await this.#scripts.runOnReplicas(script, keys, values, durability, deadline)
    } catch (error) {
      if (!isUnknownScript(error) && !isElsewhere(error)) throw error
      const answer = await this.#scripts.run(script, keys, values, deadline)
      if (answer.reply !== 'committed') return answer
      return await this.#scripts.runOnReplicas(script, keys, values, durability, deadline)
    }
  }

  /** Before the first call. A server that could not be asked, or is not fit, is asked again by the next one. */
  async #checkOnce(): Promise<void> {
    this.#check ??= checkRedis(this.#client).then((warnings) => {
      for (const warning of warnings) process.emitWarning(warning)
      this.#isChecked = true
    })
    try {
      await this.deadline().of(this.#check)
    } catch (error) {
      this.#check = null
      throw error
    }
  }
}

function throwStoreError(error: unknown): never {
  throw toStoreError(error)
}
