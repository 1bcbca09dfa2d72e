import { applyWrites, type Change, emptyUser, type SessionStore, type UserSessions } from '@seatkit/core'
import type { Redis } from 'ioredis'
import { connect } from '../fixtures/connect.ts'

/** The classic mistake, which the races have to notice: the user is one value, got, changed and set. */
export async function openStore(place: string): Promise<SessionStore> {
  return getAndSetStore(await connect(Number(place)))
}

export function getAndSetStore(client: Redis): SessionStore {
  const read = async (userId: string): Promise<UserSessions> => {
    const value = await client.get(userId)
    return value === null ? emptyUser(userId) : (JSON.parse(value) as UserSessions)
  }
  async function update<R>(
    userId: string,
    decide: (current: UserSessions, now: number) => Change<R>,
  ): Promise<Change<R>> {
    const current = await read(userId)
    const change = decide(current, Date.now())
    await client.set(userId, JSON.stringify(applyWrites(current, change.writes)))
    return change
  }
  const never = (): never => {
    throw new Error('no race asks for this')
  }
  return {
    read: async (userId) => ({ user: await read(userId), now: Date.now() }),
    update,
    touch: never,
    find: never,
    history: never,
    audit: never,
    expired: never,
    purge: never,
    forget: never,
  }
}
