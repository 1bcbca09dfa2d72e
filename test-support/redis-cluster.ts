import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from './redis-server.ts'

const SLOTS = 16_384

/** Masters that share the slots evenly. */
export interface RedisCluster extends AsyncDisposable {
  readonly masters: readonly RedisServer[]
  /** Moves a slot with all its keys to the next master, as `redis-cli --cluster reshard` does. */
  moveSlot(slot: number): Promise<void>
}

/** Starts a Redis Cluster of `count` masters without replicas, and waits until every one of them says that it is up. */
export async function startRedisCluster(count: number): Promise<RedisCluster> {
  const settings = ['--cluster-enabled', 'yes', '--appendonly', 'yes']
  const masters = await Promise.all(Array.from({ length: count }, () => startRedis(settings)))
  const nodes = masters.map(({ port }) => new Redis({ port }))
  const firstSlotOf = (index: number): number => Math.round((index * SLOTS) / count)
  for (const [index, node] of nodes.entries()) {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', firstSlotOf(index), firstSlotOf(index + 1) - 1)
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)
  }
  for (const { port } of masters) await nodes[0]?.call('CLUSTER', 'MEET', '127.0.0.1', port)
  for (const node of nodes) await untilUp(node, count)
  return {
    masters,
    moveSlot: (slot) => moveSlot(nodes, masters, slot),
    [Symbol.asyncDispose]: async () => {
      for (const node of nodes) node.disconnect()
      await Promise.all(masters.map((one) => one[Symbol.asyncDispose]()))
    },
  }
}

async function untilUp(node: Redis, count: number): Promise<void> {
  let info: string
  do info = await node.cluster('INFO')
  while (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${count}`))
}

async function moveSlot(
  nodes: readonly Redis[],
  masters: readonly RedisServer[],
  slot: number,
): Promise<void> {
  const owners = await Promise.all(nodes.map((node) => owns(node, slot)))
  const from = owners.indexOf(true)
  const to = (from + 1) % nodes.length
  const [source, target, port] = [nodes[from], nodes[to], masters[to]?.port]
  if (!source || !target || port === undefined) throw new Error(`no node has slot ${slot}`)
  const [sourceId, targetId] = [await myId(source), await myId(target)]
  await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId)
  await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId)
  for (;;) {
    const keys = (await source.call('CLUSTER', 'GETKEYSINSLOT', slot, 10)) as string[]
    if (keys.length === 0) break
    await source.call('MIGRATE', '127.0.0.1', port, '', 0, 5_000, 'KEYS', ...keys)
  }
  for (const node of [target, source]) await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', targetId)
}

async function myId(node: Redis): Promise<string> {
  return (await node.call('CLUSTER', 'MYID')) as string
}

async function owns(node: Redis, slot: number): Promise<boolean> {
  const lines = (await node.call('CLUSTER', 'NODES')) as string
  const ranges = /myself.* connected(.*)/.exec(lines)?.[1]?.trim().split(' ') ?? []
  return ranges.some((range) => {
    const [first = '', last = first] = range.split('-')
    return slot >= Number(first) && slot <= Number(last)
  })
}
