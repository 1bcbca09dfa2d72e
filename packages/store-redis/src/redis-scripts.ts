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
}
