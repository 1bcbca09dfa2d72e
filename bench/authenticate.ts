import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore, SessionManager, type SessionStore, singleSession } from '@seatkit/core'
import { sqliteStore } from '@seatkit/store-sqlite'
import { asyncRateOf, type Rate } from './rate.ts'

const USERS = 10_000
const IN_FLIGHT = 64

/** `authenticate` with opaque tokens, over the tokens of many users in turn. */
export async function authenticateRates(): Promise<Rate[]> {
  const directory = mkdtempSync(join(tmpdir(), 'seatkit-bench-'))
  const sqlite = sqliteStore({ path: join(directory, 'sessions.db') })
  try {
    return [await authenticateRate('memory', memoryStore()), await authenticateRate('SQLite', sqlite)]
  } finally {
    sqlite.close()
    rmSync(directory, { recursive: true })
  }
}

async function authenticateRate(name: string, store: SessionStore): Promise<Rate> {
  const sessions = new SessionManager({
    store,
    policy: singleSession(),
    secret: 'x'.repeat(32),
    sweepInterval: 'never',
  })
  const tokens: string[] = []
  for (let user = 0; user < USERS; user++) {
    const outcome = await sessions.signIn(`user-${user}`, { device: { userAgent: 'bench', ip: '127.0.0.1' } })
    if (outcome.status === 'admitted') tokens.push(outcome.token)
  }
  let next = 0
  return asyncRateOf(`authenticate: ${name}, ${USERS.toLocaleString('en')} sessions`, IN_FLIGHT, () =>
    sessions.authenticate(tokens[next++ % tokens.length] ?? ''),
  )
}
