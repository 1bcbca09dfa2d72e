import type { RedisClient } from './redis-client.ts'

const OLDEST_MAJOR = 7

/**
 * Looks whether a Redis is fit to keep sessions; of a cluster, each master. The store does this by itself before its first
 * call; an application that calls it when it starts learns of a wrong setting before a user does.
 *
 * @returns Warnings, as sentences: what can be lost, and the setting that prevents it.
 * @throws {Error} Naming the setting under which a limit would not hold, and what would be right.
 */
export async function checkRedis(client: RedisClient): Promise<readonly string[]> {
  const nodes = client.nodes?.('master') ?? [client]
  if (nodes.length === 0) throw new Error('redisStore: no node of the cluster has been reached')
  const texts = await Promise.all(nodes.map((node) => node.info()))
  return [...new Set(texts.flatMap((text) => checkNode(fieldsOf(text))))]
}

function checkNode(info: ReadonlyMap<string, string>): string[] {
  const version = info.get('redis_version') ?? ''
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new Error(`redisStore: Redis ${version} is too old; use Redis 7.0 or newer, or Valkey`)
  }
  const policy = info.get('maxmemory_policy')
  if (policy !== 'noeviction') {
    throw new Error(
      `redisStore: maxmemory-policy is '${policy}', so Redis may drop a user's sessions, and with them the limit; set it to noeviction`,
    )
  }
  if (info.get('aof_enabled') === '1') return []
  return [
    'redisStore: Redis keeps no append-only file, so a restart loses sessions and brings back ended ones; set appendonly yes',
  ]
}

function fieldsOf(info: string): ReadonlyMap<string, string> {
  const lines = info.split('\r\n').map((line) => line.split(':'))
  return new Map(lines.map(([name = '', ...value]) => [name, value.join(':')]))
}
