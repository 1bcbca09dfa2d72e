import type { Deadline } from './deadline.ts'
import type { Durability } from './durability.ts'
import type { RedisArgument, RedisClient } from './redis-client.ts'
import { isUnknownScript } from './redis-errors.ts'
import type { Script, ScriptReply } from './script.ts'
import { ScriptBatch } from './script-batch.ts'

/**
 * Enough to share what a command costs, and few enough that Redis does one batch while this process reads the replies of
 * another. Other clients wait for one behind less than a millisecond of requests.
 */
const MOST_AT_ONCE = 16

/**
 * Runs scripts by their hash, and sends the text again when Redis does not have it (any more).
 *
 * Calls of one script that are made in one turn of the event loop go out together at its end, as one command: most of what
 * a small command costs, here and in Redis, is not what it does. In a cluster each goes out alone, for its keys may be on
 * any node.
 */
export class RedisScripts {
  readonly #client: RedisClient
  readonly #mostAtOnce: number
  readonly #batches = new Map<Script, ScriptBatch>()

  constructor(client: RedisClient) {
    this.#client = client
    this.#mostAtOnce = client.nodes === undefined ? MOST_AT_ONCE : 1
  }

  /** @throws {Error} The deadline passed, or Redis says why not. */
  run(
    script: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    deadline: Deadline,
  ): Promise<ScriptReply> {
    const batch = this.#batches.get(script) ?? this.#begin(script)
    const reply = batch.add(keys, values, deadline)
    if (batch.size >= this.#mostAtOnce) this.#send(script, batch)
    return reply
  }

  /**
   * Runs a script and waits until replicas have what it wrote. `WAIT` counts what its own connection has written, so both
   * go out together; after an error, the script may have run all the same.
   *
   * @throws {Error} Too few replicas had it in time.
   */
  async runOnReplicas(
    { sha }: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    { replicas, timeoutMs }: Durability,
    deadline: Deadline,
  ): Promise<ScriptReply> {
    const batch = new ScriptBatch()
    const reply = batch.add(keys, values, deadline)
    const pipeline = this.#client.pipeline().evalsha(sha, keys.length, ...keys, ...values)
    const [ran, waited] = (await pipeline.wait(replicas, timeoutMs).exec()) ?? []
    await batch.settle(resultOf(ran))
    const done = await reply
    if (Number(await resultOf(waited)) < replicas) {
      throw new Error(`fewer than ${replicas} replicas had the change within ${timeoutMs} ms`)
    }
    return done
  }

  #begin(script: Script): ScriptBatch {
    const batch = new ScriptBatch()
    this.#batches.set(script, batch)
    if (this.#mostAtOnce > 1) setImmediate(() => this.#send(script, batch))
    return batch
  }

  /** Once: what is full has gone before the turn ends. */
  #send(script: Script, batch: ScriptBatch): void {
    if (this.#batches.get(script) !== batch) return
    this.#batches.delete(script)
    void batch.settle(this.#runAtOnce(script, batch))
  }

  async #runAtOnce({ sha, source }: Script, { keys, values }: ScriptBatch): Promise<unknown> {
    try {
      return await this.#client.evalsha(sha, keys.length, ...keys, ...values)
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return await this.#client.eval(source, keys.length, ...keys, ...values)
    }
  }
}

/** What one command of a pipeline came to. */
async function resultOf(
  [error, result]: [error: Error | null, result: unknown] = [null, null],
): Promise<unknown> {
  if (error) throw error
  return result
}
