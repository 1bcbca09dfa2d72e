import { type Change, memoryStore, SessionPolicy, type SessionStore } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { openedStore } from './fixtures/postgres-store.ts'
import { waitsForLock } from './fixtures/waits-for-lock.ts'

const open = new SessionPolicy({ maxSessions: 100, approvalFrom: 'never' })
const approved = new SessionPolicy({ maxSessions: 100, approvalFrom: 2 })
const AT = 1_700_000_000_000

/** What each of several decisions on the same state writes, as one change. */
function together(changes: readonly Change<unknown>[]): Change<unknown> {
  return {
    writes: {
      sessions: changes.flatMap(({ writes }) => writes.sessions),
      challenges: changes.flatMap(({ writes }) => writes.challenges),
      wrongAnswers: { count: 3, lastAt: AT },
      prompts: { count: 2, lastAt: AT, mutedUntil: AT + 1 },
    },
    events: changes.flatMap(({ events }) => events),
    result: undefined,
  }
}

/** A user whom nobody knows, with several of everything; then changes of all of it, and more. */
async function changeEverything(store: SessionStore): Promise<void> {
  await store.update('user', (user) => {
    const [first, ...others] = ['a', 'b', 'c'].map((name) => open.admit(user, signInRequest(name), AT))
    const known = { ...user, sessions: first?.writes.sessions ?? [] }
    const waiting = ['x', 'y'].map((name) => approved.admit(known, signInRequest(name), AT))
    return together([first, ...others, ...waiting].filter((change) => change !== undefined))
  })
  await store.update('user', (user) => {
    const codes = ['x', 'y'].map((name) => ({
      sessionId: 'session-a',
      challengeId: `challenge-${name}`,
      codeHash: `code-${name}`,
    }))
    return together([
      ...codes.map((code) => approved.answer(user, code, AT + 1)),
      open.end(user, { sessionId: 'session-a', reason: 'revoked' }, AT + 1),
      open.end(user, { sessionId: 'session-b', reason: 'revoked' }, AT + 1),
      approved.admit(user, signInRequest('z'), AT + 1),
    ])
  })
}

describe('a change', () => {
  it('is written whole, whatever it consists of, as the memory store does', async () => {
    await using opened = await openedStore()
    const memory = memoryStore({ clock: () => AT + 2 })
    for (const store of [memory, opened.store]) await changeEverything(store)
    const page = { limit: 100 }
    const { items: written } = await memory.history('user', page)
    expect(written).toHaveLength(3)
    expect((await opened.store.history('user', page)).items).toEqual(written)
    expect((await opened.store.audit('user', page)).items).toEqual((await memory.audit('user', page)).items)
    const { user } = await memory.read('user')
    expect(user.challenges).toHaveLength(3)
    expect((await opened.store.read('user')).user).toMatchObject({ ...user, sessions: expect.anything() })
  })

  it('G3 that waits for activity to be recorded keeps what was recorded', async () => {
    await using opened = await openedStore()
    await opened.store.update('user', (user, now) => open.admit(user, signInRequest('a'), now))
    await opened.admin(`UPDATE ${opened.schema}.sessions SET last_active_at = last_active_at - 1000`)
    const client = await opened.pool.connect()
    await client.query('BEGIN')
    const touched = await opened.store.in(client).touch('user', 'session-a', 'credential-a', 0)
    const ended = opened.store.update('user', (user, now) => open.endAll(user, { reason: 'revoked' }, now))
    await waitsForLock(opened, 'ended_at = new.ended_at')
    await client.query('COMMIT')
    client.release()
    await ended
    expect((await opened.store.find('user', 'session-a'))?.session).toMatchObject({
      endReason: 'revoked',
      lastActiveAt: touched?.now,
    })
  })
})
