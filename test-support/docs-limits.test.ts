import { readFileSync } from 'node:fs'
import { MAX_PAGE, StoreUnavailableError } from '@seatkit/core'
import { recommendedOptions } from '@seatkit/store-redis'
import { expect, it } from 'vitest'
import { LIMITS } from '../packages/notifier-ws/src/limits.ts'
import { sourceConstant } from './source-constant.ts'

const core = (file: string, name: string): string => sourceConstant(`packages/core/src/${file}.ts`, name)
const timeouts = [
  sourceConstant('packages/store-sqlite/src/sqlite-store.ts', 'timeout'),
  sourceConstant('packages/store-redis/src/redis-store-options.ts', 'timeout'),
  sourceConstant('packages/store-postgres/src/postgres-store.ts', 'timeout'),
]

/** What `docs/guide/operating.md` has to say of each limit, by what the code does. */
const SAID: Readonly<Record<string, string>> = {
  'a call to SQLite, Redis or Postgres': `${timeouts.join() === '2s,2s,2s' ? '2 s' : timeouts}, the wait for a lock or the pool included`,
  'a change that loses races': `repeated after ${core('store/optimistic-loop', 'FIRST_PAUSE_MS')} to ${core('store/optimistic-loop', 'LONGEST_PAUSE_MS')} ms, until that deadline`,
  'Redis, with `recommendedOptions`': [
    `connect ${seconds(recommendedOptions.connectTimeout)}`,
    `command ${seconds(recommendedOptions.commandTimeout)}`,
    `silent socket ${seconds(recommendedOptions.socketTimeout)}`,
    'no offline queue, nothing sent twice',
  ].join(' · '),
  'Postgres, recommended for the pool': recommendedForThePool(),
  '`Retry-After` of a 503': `${new StoreUnavailableError().headers['retry-after']} s`,
  'an upgrade to WebSocket': `answered within ${seconds(LIMITS.upgradeMs)}`,
  'a socket': [
    `${(60_000 / LIMITS.rateWindowMs) * LIMITS.messagesPerWindow} messages a minute`,
    `messages of ${kib(LIMITS.messageBytes)}`,
    `${kib(LIMITS.unsentBytes)} unsent`,
    `${LIMITS.socketsPerOwner} for each session, in each process`,
  ].join(' · '),
  pings: `every ${seconds(LIMITS.pingIntervalMs)}; ${['no', 'one', 'two'][LIMITS.missedPongs]} unanswered, and the socket is cut`,
  'how long a socket goes without looking at the store': unitApart(
    sourceConstant('packages/notifier-ws/src/attach-notifier.ts', 'recheckInterval'),
  ),
  'a body of the session routes': kib(Number(core('http/json-body', 'MAX_BODY_BYTES'))),
  '`User-Agent` that is stored': `${core('manager/device-text', 'MAX_USER_AGENT')} characters`,
  'a user id': `1 to ${core('manager/user-id', 'MAX_USER_ID_BYTES')} bytes`,
  'a page of history or audit trail': `1 to ${MAX_PAGE}`,
  sweep: `every ${unitApart(core('manager/session-manager', 'sweepInterval'))}, ${Number(core('manager/sweeper', 'PASS_LIMIT')).toLocaleString('en')} users`,
}

it('R57 docs/guide/operating.md gives every limit and deadline as the code has it', () => {
  const page = readFileSync(new URL('../docs/guide/operating.md', import.meta.url), 'utf8')
  const [, section = ''] = page.split('## Limits and deadlines')
  const rows = [...section.matchAll(/^\| (?<what>[^|]+) \| (?<said>[^|]+) \|/gm)].map(({ groups = {} }) => [
    groups.what,
    groups.said,
  ])
  expect(recommendedOptions).toMatchObject({
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  })
  const elsewhere = ['waiting logins, codes, guesses']
  expect(Object.fromEntries(rows.filter(([what]) => !elsewhere.includes(what ?? '')))).toEqual(SAID)
})

function seconds(ms: number): string {
  return `${ms / 1_000} s`
}

function kib(bytes: number): string {
  return `${bytes / 1_024} KiB`
}

/** `'60s'` as a page has it: `60 s`. */
function unitApart(duration: string): string {
  return duration.replace(/(?<=\d)(?=[a-z])/, ' ')
}

/** What the README of the store recommends, for that is the application's to set. */
function recommendedForThePool(): string {
  const readme = readFileSync(new URL('../packages/store-postgres/README.md', import.meta.url), 'utf8')
  const [, connect, statement] =
    /connectionTimeoutMillis: ([\d_]+), statement_timeout: ([\d_]+)/.exec(readme.replaceAll('_000', '000')) ??
    []
  return `\`connectionTimeoutMillis\` ${seconds(Number(connect))} · \`statement_timeout\` ${seconds(Number(statement))}`
}
