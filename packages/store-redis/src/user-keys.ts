import { hash } from 'node:crypto'

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const HEX = '0123456789abcdef'

/**
 * Users are spread over these 1,024 by the first ten bits of their name. A bucket is a hash tag: in Redis Cluster all its
 * keys are in one slot, so that one script writes a user's keys and the bucket's indexes together.
 */
export const BUCKETS: readonly string[] = [...BASE64URL].flatMap((first) =>
  [...HEX].map((second) => first + second),
)

/** 132 bits of SHA-256 in base64url. */
const NAME_LENGTH = 22

/** The keys of one user. Any text can be a user id, braces included, so they are made from its hash alone. */
export class UserKeys {
  /** Where the events of the user are published, and what the user's own keys begin with. */
  readonly channel: string
  readonly #prefix: string
  readonly #bucket: string

  constructor(prefix: string, userId: string) {
    const name = hash('sha256', userId, 'base64url')
    this.#prefix = prefix
    this.#bucket = name.charAt(0) + HEX.charAt(BASE64URL.indexOf(name.charAt(1)) >> 2)
    this.channel = `${prefix}{${this.#bucket}}${name.slice(1, NAME_LENGTH)}`
  }

  /** Hash: the version, open sessions, challenges, wrong answers, prompts. */
  get user(): string {
    return this.#key('u')
  }

  /** Hash: ended sessions by id. */
  get history(): string {
    return this.#key('h')
  }

  /** Sorted set: the ids of ended sessions by when they ended. */
  get ends(): string {
    return this.#key('e')
  }

  /** List: audit events, newest first. */
  get audit(): string {
    return this.#key('a')
  }

  /** Sorted set of the bucket: user ids by when time may end something of theirs. */
  get due(): string {
    return dueKey(this.#prefix, this.#bucket)
  }

  /** Sorted set of the bucket: user ids by when something of their history becomes too old. */
  get old(): string {
    return oldKey(this.#prefix, this.#bucket)
  }

  /** All of them, in the order the scripts take them. */
  get all(): readonly string[] {
    return [this.user, this.history, this.ends, this.audit, this.due, this.old]
  }

  #key(kind: string): string {
    return `${this.channel}:${kind}`
  }
}

export function dueKey(prefix: string, bucket: string): string {
  return `${prefix}{${bucket}}:due`
}

export function oldKey(prefix: string, bucket: string): string {
  return `${prefix}{${bucket}}:old`
}
