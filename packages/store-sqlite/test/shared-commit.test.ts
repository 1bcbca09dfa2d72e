import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { SessionPolicy, type SessionStore } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { type SqliteDatabase, sqliteStore } from '@seatkit/store-sqlite'
import { describe, expect, it } from 'vitest'
import { temporaryFile } from './fixtures/temporary-file.ts'

const policy = new SessionPolicy()

const admit = (store: SessionStore, name: string) =>
  store.update(name, (current, now) => policy.admit(current, signInRequest(name), now))

/** A connection that counts its commits. */
function counted(database: DatabaseSync): SqliteDatabase & { readonly commits: () => number } {
  let commits = 0
  return {
    commits: () => commits,
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const statement = database.prepare(sql)
      if (sql !== 'COMMIT') return statement
      return {
        get: () => undefined,
        all: () => [],
        setReturnArrays() {},
        run: () => {
          commits++
          return statement.run()
        },
      }
    },
  }
}

describe('changes that arrive together', () => {
  it('share commits of fifty', async () => {
    using file = temporaryFile()
    using opened = new DatabaseSync(file.path)
    const database = counted(opened)
    const store = sqliteStore({ database, timeout: '60s' })
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) => admit(store, `user-${index}`)),
    )
    expect(answers.filter(({ result }) => result.status === 'admitted')).toHaveLength(120)
    expect(database.commits()).toBe(3)
  })

  it('share a commit also when each comes in a callback of its own, as requests do', async () => {
    using file = temporaryFile()
    using opened = new DatabaseSync(file.path)
    const database = counted(opened)
    const store = sqliteStore({ database, timeout: '60s' })
    const request = async (name: string) => {
      await turn()
      return await admit(store, name)
    }
    await Promise.all(Array.from({ length: 10 }, (_, index) => request(`user-${index}`)))
    expect(database.commits()).toBe(1)
  })

  it('fail alone: one that throws, or that half of could not be written, leaves the others as they are', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path, timeout: '60s' })
    const taken = (await admit(store, 'taken')).writes.sessions
    const reason = new Error('the decision failed')
    const outcomes = await Promise.allSettled([
      admit(store, 'before'),
      store.update('throws', () => {
        throw reason
      }),
      store.update('taken', (_current, now) => {
        const { writes, events } = policy.admit({ ..._current, sessions: [] }, signInRequest('new'), now)
        const ended = taken.map((session) => ({ ...session, endedAt: now, endReason: 'revoked' as const }))
        return {
          writes: { ...writes, sessions: [...writes.sessions, ...ended, ...ended] },
          events,
          result: null,
        }
      }),
      admit(store, 'after'),
    ])
    expect(outcomes.map((one) => (one.status === 'rejected' ? one.reason : 'written'))).toEqual([
      'written',
      reason,
      expect.objectContaining({ code: 'store-conflict' }),
      'written',
    ])
    expect((await store.read('taken')).user.sessions).toEqual(taken)
    expect((await store.audit('taken', { limit: 10 })).items).toHaveLength(1)
    for (const name of ['before', 'after']) expect((await store.read(name)).user.sessions).toHaveLength(1)
    store.close()
  })

  it('are written, and say so, when the deadline passes while they are', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path, timeout: 50 })
    const slow = store.update('slow', (current, now) => {
      const end = performance.now() + 100
      while (performance.now() < end);
      return policy.admit(current, signInRequest('slow'), now)
    })
    const [first, second] = await Promise.all([slow, admit(store, 'second')])
    expect([first.result.status, second.result.status]).toEqual(['admitted', 'admitted'])
    expect((await store.read('second')).user.sessions).toHaveLength(1)
    store.close()
  })
})
