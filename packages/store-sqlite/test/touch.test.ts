import { SessionPolicy } from '@seatkit/core'
import { manualClock, signInRequest } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import { expect, it } from 'vitest'
import { temporaryFile } from './fixtures/temporary-file.ts'

const policy = new SessionPolicy()

it.each([
  ['G3 an end', 'end'],
  ['a new credential', 'rotate'],
] as const)(
  '%s that is committed between the reading and the writing of a touch wins',
  async (_name, does) => {
    using file = temporaryFile()
    const clock = manualClock()
    const store = sqliteStore({ path: file.path, clock: clock.now })
    await store.update('user', (current, now) => policy.admit(current, signInRequest('a'), now))
    clock.advance(120_000)
    const old = { sessionId: 'session-a', credentialHash: 'credential-a' }
    const change = store.update('user', (current, now) =>
      does === 'end'
        ? policy.end(current, { ...old, reason: 'revoked' }, now)
        : policy.rotate(current, { ...old, newCredentialHash: 'new' }, now),
    )
    // The change waits for its commit; the touch reads at once, and its writing waits behind the change.
    const touched = store.touch('user', 'session-a', 'credential-a', 60_000)
    await change
    expect(await touched).toBeNull()
    store.close()
  },
)

it('R13 reads with the credential before a rotation that is committed in between', async () => {
  using file = temporaryFile()
  const clock = manualClock()
  const store = sqliteStore({ path: file.path, clock: clock.now })
  await store.update('user', (current, now) => policy.admit(current, signInRequest('a'), now))
  clock.advance(120_000)
  const rotation = {
    sessionId: 'session-a',
    credentialHash: 'credential-a',
    newCredentialHash: 'new',
    graceMs: 10_000,
  }
  const change = store.update('user', (current, now) => policy.rotate(current, rotation, now))
  const touched = store.touch('user', 'session-a', 'credential-a', 60_000)
  const rotated = (await change).result
  expect(await touched).toEqual({ session: rotated, now: clock.now() })
  store.close()
})
