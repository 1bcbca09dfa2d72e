import { DatabaseSync } from 'node:sqlite'
import { SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { type SqliteStore, sqliteStore } from '@seatkit/store-sqlite'
import { describe, expect, it } from 'vitest'
import { temporaryFile } from './fixtures/temporary-file.ts'

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2 })
const CORRUPT = { code: 'store-corrupt' }

async function withDamage(damage: string, check: (store: SqliteStore) => Promise<void>): Promise<void> {
  using file = temporaryFile()
  const store = sqliteStore({ path: file.path })
  for (const name of ['a', 'b']) {
    await store.update('user', (current, now) => policy.admit(current, signInRequest(name), now))
  }
  await store.update('other', (current, now) => policy.admit(current, signInRequest('z'), now))
  {
    using database = new DatabaseSync(file.path)
    database.exec(damage)
  }
  await check(store)
  expect((await store.read('other')).user.sessions).toHaveLength(1)
  store.close()
}

const touch = (store: SqliteStore) => store.touch('user', 'session-a', 'credential-a', 60_000)
const admit = (store: SqliteStore) =>
  store.update('user', (current, now) => policy.admit(current, signInRequest('c'), now))

describe('a record that cannot be read is an error, never "no session"', () => {
  it('an end for a reason that there is not', async () => {
    await withDamage(
      "UPDATE seatkit_sessions SET ended_at = 1, end_reason = 'toString' WHERE user_id = 'user'",
      async (store) => {
        await expect(touch(store)).rejects.toMatchObject(CORRUPT)
        await expect(store.find('user', 'session-a')).rejects.toMatchObject(CORRUPT)
        await expect(store.history('user', { limit: 10 })).rejects.toMatchObject(CORRUPT)
      },
    )
  })

  it('a challenge with a status that there is not', async () => {
    await withDamage("UPDATE seatkit_challenges SET status = 'great'", async (store) => {
      await expect(store.read('user')).rejects.toMatchObject(CORRUPT)
      await expect(admit(store)).rejects.toMatchObject(CORRUPT)
    })
  })

  it('a number beyond what JavaScript can hold', async () => {
    await withDamage(
      "UPDATE seatkit_sessions SET created_at = 9007199254740993 WHERE user_id = 'user'",
      async (store) => {
        await expect(touch(store)).rejects.toMatchObject(CORRUPT)
        await expect(admit(store)).rejects.toMatchObject(CORRUPT)
      },
    )
  })

  it('an event that is not JSON', async () => {
    await withDamage("UPDATE seatkit_events SET event = '{' WHERE user_id = 'user'", async (store) => {
      await expect(store.audit('user', { limit: 10 })).rejects.toMatchObject(CORRUPT)
    })
  })

  it('fails the one whose record it is, and nobody who shares the commit', async () => {
    await withDamage("UPDATE seatkit_challenges SET status = 'great'", async (store) => {
      const others = ['v', 'w', 'x'].map((name) =>
        store.update(name, (current, now) => policy.admit(current, signInRequest(name), now)),
      )
      await expect(admit(store)).rejects.toMatchObject(CORRUPT)
      expect((await Promise.all(others)).map(({ result }) => result.status)).toEqual(
        Array(3).fill('admitted'),
      )
    })
  })
})

describe('a store that cannot answer says so', () => {
  it('G8 when it is closed', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path })
    store.close()
    const calls = [touch(store), admit(store), store.read('user'), store.purge(1), store.forget('user')]
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ reason: { code: 'store-unavailable' } })
    }
  })

  it('G8 when its tables are gone, with the reason', async () => {
    await withDamage('ALTER TABLE seatkit_events RENAME TO elsewhere', async (store) => {
      await expect(admit(store)).rejects.toMatchObject({
        code: 'store-unavailable',
        cause: { message: expect.stringContaining('no such table') },
      })
      expect((await store.read('user')).user.sessions).toHaveLength(1)
    })
  })

  it('fails the one whose change SQLite refuses, and nobody who shares the commit', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path })
    const calls = ['a', 'b', 'c'].map((name) =>
      store.update(name, (current, now) => {
        const change = policy.admit(current, signInRequest(name), now)
        const halves = change.writes.sessions.map((session) => ({ ...session, lastActiveAt: now + 0.5 }))
        return name === 'b' ? { ...change, writes: { ...change.writes, sessions: halves } } : change
      }),
    )
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { code: 'store-unavailable' } })
    store.close()
  })

  it('fails the one at whose change SQLite gives up everything, says why, and nobody else', async () => {
    using file = temporaryFile()
    const store = sqliteStore({ path: file.path })
    using database = new DatabaseSync(file.path)
    database.exec(`
      CREATE TRIGGER full_disk BEFORE INSERT ON seatkit_events WHEN new.user_id = 'b'
      BEGIN SELECT raise(ROLLBACK, 'the disk is full'); END
    `)
    const calls = ['a', 'b', 'c'].map((name) =>
      store.update(name, (current, now) => policy.admit(current, signInRequest(name), now)),
    )
    const outcomes = await Promise.allSettled(calls)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({
      reason: { code: 'store-unavailable', cause: { message: 'the disk is full' } },
    })
    expect((await store.read('b')).user.sessions).toEqual([])
    for (const name of ['a', 'c']) expect((await store.read(name)).user.sessions).toHaveLength(1)
    store.close()
  })
})
