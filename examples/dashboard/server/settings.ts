import { resolve } from 'node:path'
import { type Duration, durationMs } from '@seatkit/core'
import type { EndingOptions } from '@seatkit/core/http'

const CHOICES = {
  ADAPTER: ['express', 'koa', 'hono'],
  STORE: ['sqlite', 'memory', 'redis', 'postgres'],
  POLICY: ['two-sessions', 'single-session'],
  TOKEN: ['opaque', 'jwt'],
  CODE_SHOWN_ON: ['new-device', 'trusted-device'],
} as const

/** What the environment says. */
export interface Settings {
  readonly port: number
  readonly adapter: (typeof CHOICES.ADAPTER)[number]
  readonly store: (typeof CHOICES.STORE)[number]
  readonly policy: (typeof CHOICES.POLICY)[number]
  readonly token: (typeof CHOICES.TOKEN)[number]
  readonly codeShownOn: (typeof CHOICES.CODE_SHOWN_ON)[number]
  readonly redisUrl: string
  readonly databaseUrl: string
  /** Where the database file and the keys are. */
  readonly dataDir: string
  readonly idleTimeoutMs: number
  readonly absoluteTimeoutMs: number
  readonly challengeTimeoutMs: number
  /** What is asked of somebody who ends other sessions; nothing more than being signed in without `FRESH_WITHIN`. */
  readonly ending: EndingOptions
}

/** @throws {TypeError} Naming the variable that is wrong, and what would be right. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    port: portOf(env.PORT ?? '4000'),
    adapter: choose('ADAPTER', env.ADAPTER ?? 'express'),
    store: choose('STORE', env.STORE ?? 'sqlite'),
    policy: choose('POLICY', env.POLICY ?? 'two-sessions'),
    token: choose('TOKEN', env.TOKEN ?? 'opaque'),
    codeShownOn: choose('CODE_SHOWN_ON', env.CODE_SHOWN_ON ?? 'new-device'),
    redisUrl: urlOf('REDIS_URL', env.REDIS_URL ?? 'redis://localhost:6379', /^rediss?:$/),
    databaseUrl: urlOf(
      'DATABASE_URL',
      env.DATABASE_URL ?? 'postgres://localhost:5432/postgres',
      /^postgres(ql)?:$/,
    ),
    // npm runs a workspace's script in the workspace; a relative path is meant from where it was typed.
    dataDir: resolve(env.INIT_CWD ?? '.', env.DATA_DIR ?? '.seatkit-data'),
    idleTimeoutMs: duration('IDLE_TIMEOUT', env.IDLE_TIMEOUT ?? '60m'),
    absoluteTimeoutMs: duration('ABSOLUTE_TIMEOUT', env.ABSOLUTE_TIMEOUT ?? '24h'),
    challengeTimeoutMs: duration('CHALLENGE_TIMEOUT', env.CHALLENGE_TIMEOUT ?? '2m'),
    ending: env.FRESH_WITHIN === undefined ? {} : { freshWithin: duration('FRESH_WITHIN', env.FRESH_WITHIN) },
  }
}

function choose<Name extends keyof typeof CHOICES>(
  name: Name,
  value: string,
): (typeof CHOICES)[Name][number] {
  const choices: readonly string[] = CHOICES[name]
  if (choices.includes(value)) return value as (typeof CHOICES)[Name][number]
  throw new TypeError(`${name}: '${value}' is not possible; write ${choices.join(' or ')}`)
}

function urlOf(name: string, value: string, scheme: RegExp): string {
  if (URL.canParse(value) && scheme.test(new URL(value).protocol)) return value
  throw new TypeError(
    `${name}: is no address of such a server; write ${name === 'REDIS_URL' ? 'redis' : 'postgres'}://user:password@host:port`,
  )
}

function portOf(value: string): number {
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65_535) return port
  throw new TypeError(`PORT: '${value}' is no port; write a number from 0 to 65535`)
}

/** `durationMs` refuses what is not a duration. */
function duration(name: string, value: string): number {
  return durationMs(name, value as Duration)
}
