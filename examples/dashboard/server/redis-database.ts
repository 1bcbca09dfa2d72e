import { once } from 'node:events'
import {
  checkRedis,
  recommendedOptions,
  recommendedSubscriberOptions,
  redisBus,
  redisStore,
} from '@seatkit/store-redis'
import { Redis } from 'ioredis'
import type { Database } from './database.ts'
import { MAX_RECOVERY_ANSWERS, type RecoveryCodes } from './recovery-codes.ts'
import type { User, Users } from './users.ts'

export async function openRedis(url: string): Promise<Database> {
  const client = new Redis(url, recommendedOptions)
  const subscriber = new Redis(url, recommendedSubscriberOptions)
  // ioredis connects again by itself; what fails meanwhile is answered 503.
  for (const connection of [client, subscriber]) connection.on('error', () => {})
  await Promise.all([client, subscriber].map((connection) => once(connection, 'ready')))
  for (const warning of await checkRedis(client)) console.error(warning)
  return {
    store: redisStore({ client }),
    bus: redisBus({ client, subscriber }),
    users: redisUsers(client),
    recoveryCodes: redisRecoveryCodes(client),
    async close() {
      client.disconnect()
      subscriber.disconnect()
    },
  }
}

function redisUsers(client: Redis): Users {
  const keyOf = (email: string): string => `dashboard:user:${email}`
  const emailKeyOf = (id: string): string => `dashboard:email:${id}`
  const findByEmail = async (email: string): Promise<User | null> => {
    const found = await client.get(keyOf(email))
    return found === null ? null : (JSON.parse(found) as User)
  }
  return {
    async add(user) {
      // First, so that nobody is there without it. Where the address is taken it leads to somebody else, whose id is not this one.
      await client.set(emailKeyOf(user.id), user.email)
      return (await client.set(keyOf(user.email), JSON.stringify(user), 'NX')) === 'OK'
    },
    findByEmail,
    async findById(id) {
      const email = await client.get(emailKeyOf(id))
      const user = email === null ? null : await findByEmail(email)
      return user?.id === id ? user : null
    },
  }
}

function redisRecoveryCodes(client: Redis): RecoveryCodes {
  const keyOf = (challengeId: string): string => `dashboard:recovery:${challengeId}`
  return {
    async put(challengeId, codeHash, expiresAt) {
      await client
        .multi()
        .hset(keyOf(challengeId), { codeHash })
        .pexpireat(keyOf(challengeId), expiresAt)
        .exec()
    },
    async countAnswer(challengeId) {
      const codeHash = await client.hget(keyOf(challengeId), 'codeHash')
      if (codeHash === null) return null
      const answers = await client.hincrby(keyOf(challengeId), 'answers', 1)
      return answers > MAX_RECOVERY_ANSWERS ? null : { codeHash, answers }
    },
  }
}
