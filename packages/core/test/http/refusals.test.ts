import { SessionPolicy, type SessionStore, StoreUnavailableError } from '@seatkit/core'
import { expect, it } from 'vitest'
import { otherThan, setup } from '../manager/setup.ts'
import { type Answered, Browser } from './browser.ts'

/** All that a problem may say (RFC 9457 §3, and what `docs/HTTP.md` adds). */
const MEMBERS = /^(type|title|status|code|detail|endReason|limit|active|attemptsLeft|challenge)$/

/** What an answer would say that tells of the inside: stacks, statements, keys, files, hashes. */
const INSIDE = /\bat .+:\d+|\.ts\b|node_modules|SELECT|INSERT|[Hh]ash|stack|cause|hunter2/

/** A store that fails, and whose failure says everything that a client must not read. */
function talkative(): SessionStore {
  const fail = (): never => {
    const cause = new Error('INSERT INTO seatkit.sessions (credential_hash) VALUES ($1) /* hunter2 */')
    throw new StoreUnavailableError({ cause })
  }
  return {
    touch: async () => fail(),
    find: async () => fail(),
    read: async () => fail(),
    update: async () => fail(),
    history: async () => fail(),
    audit: async () => fail(),
    expired: () => fail(),
    purge: async () => fail(),
    forget: async () => fail(),
  }
}

/** Routes, and paths that are none. */
const routesWith = (challengeId: string) =>
  [
    ['GET', '/'],
    ['GET', '/current'],
    ['GET', '/history'],
    ['GET', '/history?limit=0'],
    ['GET', '/challenges'],
    ['POST', `/challenges/${challengeId}/answer`],
    ['POST', '/challenges/unknown/answer'],
    ['POST', '/challenges/unknown/deny'],
    ['POST', `/challenges/${challengeId}/code`],
    ['POST', '/pending/answer'],
    ['GET', '/pending'],
    ['POST', '/pending/redeem'],
    ['DELETE', '/unknown'],
    ['DELETE', '/others/more'],
    ['PUT', '/current'],
    ['GET', '/events'],
    ['POST', '/login/alice'],
  ] as const

/** Every way to be refused, on every route: by the rules, for what is asked, and by a store that fails. */
async function refusals(): Promise<readonly Answered[]> {
  const { sessions } = setup()
  const broken = setup({ store: talkative() }).sessions
  const [a, b, stranger] = [new Browser('a'), new Browser('b'), new Browser('c')]
  await a.send(sessions, 'POST', '/login/alice')
  const challenge = challengeOf(await b.send(sessions, 'POST', '/login/alice'))
  const wrong = { code: otherThan(challenge.code) }
  const full = setup({ policy: new SessionPolicy({ maxSessions: 1 }) }).sessions
  await new Browser('g').send(full, 'POST', '/login/bob')
  const answers = [
    await new Browser('h').send(full, 'POST', '/login/bob'),
    await b.send(sessions, 'POST', '/pending/redeem'),
  ]
  for (const name of ['d', 'e', 'f']) {
    const { id, code } = challengeOf(await new Browser(name).send(sessions, 'POST', '/login/alice'))
    for (let wrongs = 0; wrongs < 6; wrongs++) {
      const typed = { code: otherThan(code) }
      answers.push(await a.send(sessions, 'POST', `/challenges/${id}/answer`, typed))
    }
  }
  for (const on of [sessions, broken]) {
    for (const browser of [stranger, a, b]) {
      for (const [method, path] of routesWith(challenge.id)) {
        for (const json of [wrong, { code: 1 }, null]) {
          answers.push(await browser.send(on, method, path, json))
        }
      }
    }
  }
  return answers.filter(({ reply }) => reply.status >= 400)
}

function challengeOf({ reply }: Answered): { readonly id: string; readonly code: string } {
  return JSON.parse(reply.body ?? '{}').challenge
}

it('R50 every refusal is a problem with its own status, says nothing else than it may, and nothing of what is inside', async () => {
  const refused = await refusals()
  const statuses = new Set(refused.map(({ reply }) => reply.status))
  expect([...statuses].sort()).toEqual(
    expect.arrayContaining([400, 401, 404, 405, 409, 410, 422, 426, 429, 503]),
  )
  for (const { reply } of refused) {
    const { body = '', headers, status } = reply
    const problem: Record<string, unknown> = JSON.parse(body)
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(problem).toMatchObject({ status, type: `urn:seatkit:problem:${problem.code}` })
    expect(Object.keys(problem).filter((name) => !MEMBERS.test(name))).toEqual([])
    expect(body).not.toMatch(INSIDE)
  }
})
