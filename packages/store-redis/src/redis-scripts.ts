import type { Durability } from './durability.ts'
import type { RedisArgument, RedisClient } from './redis-client.ts'
import { isUnknownScript } from './redis-errors.ts'
import type { Script } from './script.ts'

/** Runs scripts by their hash, and sends the text again when Redis does not have it (any more). */
export class RedisScripts {
  readonly #client: RedisClient

  constructor(client: RedisClient) {
    this.#client = client
  }

  async run(
    { sha, source }: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
  ): Promise<unknown> {
    try {
      return await this.#client.evalsha(sha, keys.length, ...keys, ...values)
    } catch (error) {
      if (!isUnknownScript(error)) throw error
      return await this.#client.eval(source, keys.length, ...keys, ...values)
    }
  }

  /**
   * Runs a script and waits until replicas have what it wrote. `WAIT` counts what its own connection has written, so both
   * go out together; after an error, the script may have run all the same.
   *
   * @throws {Error} Too few replicas had it in time.
   */
  async runOnReplicas(
    script: Script,
    keys: readonly string[],
    values: readonly RedisArgument[],
    { replicas, timeoutMs }: Durability,
  ): Promise<unknown> {
    const pipeline = this.#client.pipeline().evalsha(script.sha, keys.length, ...keys, ...values)
    const [ran, waited] = (await pipeline.wait(replicas, timeoutMs).exec()) ?? []
    const error = ran?.[0] ?? waited?.[0]
    if (error) throw error
    if (Number(waited?.[1]) < replicas) {
      throw new Error(`fewer than ${replicas} replicas had the change within ${timeoutMs} ms`)
    }
    return ran?.[1]
  }
}
