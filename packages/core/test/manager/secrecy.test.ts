import { createHash } from 'node:crypto'
import { memoryStore, type SessionEvent, type SessionStore } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { admitted, device, firstAndWaiting, otherThan, setup, TOKEN_FORMATS } from './setup.ts'

describe.each(TOKEN_FORMATS)('G6 with %s', (_, tokens) => {
  it('R16 no secret, and no hash of one, is in what is listed, told or audited', async () => {
    const { store, written } = recording(memoryStore())
    const published: (readonly SessionEvent[])[] = []
    const { sessions, events } = setup({ store }, tokens)
    await sessions.subscribe('alice', { onEvents: (some) => published.push(some), onGap() {} })
    const secrets = await story(sessions)

    const hashes = secrets.flatMap((secret) => [sha256(secret), sha256(secret.split('.').at(-1) ?? '')])
    const stored = hashesIn(written)
    expect(stored.length).toBeGreaterThan(4)
    const seen = JSON.stringify({
      events,
      published,
      audit: (await sessions.audit('alice', { limit: 100 })).items,
    })
    for (const secret of [...secrets, ...hashes, ...stored]) expect(seen).not.toContain(secret)
  })

  it('R16 no secret is in what is stored, but hashes', async () => {
    const { store, written } = recording(memoryStore())
    const { sessions } = setup({ store }, tokens)
    const secrets = await story(sessions)
    const all = JSON.stringify(written)
    for (const secret of secrets.flatMap((one) => [one, one.split('.').at(-1) ?? ''])) {
      expect(all).not.toContain(secret)
    }
  })
})

it('G6 a code is stored as what its key alone can make: no plain hash of it', async () => {
  const { store, written } = recording(memoryStore())
  const { sessions } = setup({ store })
  const { waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  const all = JSON.stringify(written)
  expect(all).toContain('codeHash')
  for (const text of [code, `${id}:${code}`, `${id}${code}`]) {
    expect(all).not.toContain(sha256(text))
    expect(all).not.toContain(createHash('sha256').update(text).digest('hex'))
  }
})

/** Everything that can happen to Alice; resolves with the tokens, tickets and codes of it. */
async function story(sessions: ReturnType<typeof setup>['sessions']): Promise<readonly string[]> {
  const { first, waiting } = await firstAndWaiting(sessions)
  const { id, code } = waiting.challenge
  await sessions.answer(first.session, id, otherThan(code))
  await sessions.answer(first.session, id, code)
  const second = await sessions.redeem(waiting.ticket)
  if (second.status !== 'admitted') throw new Error('the story needs a second session')
  await sessions.signIn('alice', { device: device('c') })
  const rotated = await sessions.rotate(second.session)
  await sessions.endOthers(first.session)
  const again = admitted(await sessions.signIn('alice', { device: device('a') }))
  await sessions.endAll('alice')
  const quoted = [JSON.stringify(code), JSON.stringify(otherThan(code))]
  return [first.token, waiting.ticket, second.token, rotated?.token ?? '', again.token, ...quoted]
}

/** The store, and everything that was written through it. */
function recording(store: SessionStore): { readonly store: SessionStore; readonly written: unknown[] } {
  const written: unknown[] = []
  return {
    written,
    store: {
      touch: (...args) => store.touch(...args),
      find: (...args) => store.find(...args),
      read: (...args) => store.read(...args),
      update: (userId, decide) =>
        store.update(userId, (user, now) => {
          const change = decide(user, now)
          written.push({ writes: change.writes, events: change.events })
          return change
        }),
      history: (...args) => store.history(...args),
      audit: (...args) => store.audit(...args),
      expired: (limit) => store.expired(limit),
      purge: (limit) => store.purge(limit),
      forget: (userId) => store.forget(userId),
    },
  }
}

/** The values of every field that is called a hash. */
function hashesIn(written: readonly unknown[]): readonly string[] {
  return [...JSON.stringify(written).matchAll(/"\w+Hash":"([^"]+)"/g)].map(([, hash = '']) => hash)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
