import { hash } from 'node:crypto'

/**
 * Users are spread over so many buckets by the hash of their id. A bucket is a hash tag: in Redis Cluster all its keys are
 * in one slot, so that one script writes a user's keys and the bucket's indexes together.
 */
export const BUCKETS = 1024

/** The keys of one user, in the order the scripts take them. */
export interface UserKeys {
  /** Hash: the version, open sessions, challenges, wrong answers. */
  readonly user: string
  /** Hash: ended sessions by id. */
  readonly history: string
  /** Sorted set: the ids of ended sessions by when they ended. */
  readonly ends: string
  /** List: audit events, newest first. */
  readonly audit: string
  /** Sorted set of the bucket: user ids by when time may end something of theirs. */
  readonly due: string
  /** Sorted set of the bucket: user ids by when something of their history becomes too old. */
  readonly old: string
}

/** Any text can be a user id, braces included, so keys are made from its hash alone. */
export function userKeys(prefix: string, userId: string): UserKeys {
  const { bucket, name } = placeOf(userId)
  const user = `${prefix}{${bucket}}:${name}`
  return {
    user: `${user}:u`,
    history: `${user}:h`,
    ends: `${user}:e`,
    audit: `${user}:a`,
    due: dueKey(prefix, bucket),
    old: oldKey(prefix, bucket),
  }
}

export function dueKey(prefix: string, bucket: number): string {
  return `${prefix}{${bucket}}:due`
}

export function oldKey(prefix: string, bucket: number): string {
  return `${prefix}{${bucket}}:old`
}

/** Where the events of one user are published. */
export function userChannel(prefix: string, userId: string): string {
  const { bucket, name } = placeOf(userId)
  return `${prefix}{${bucket}}:${name}`
}

function placeOf(userId: string): { bucket: number; name: string } {
  const digest = hash('sha256', userId, 'buffer')
  return { bucket: digest.readUInt16BE() % BUCKETS, name: digest.toString('base64url') }
}
