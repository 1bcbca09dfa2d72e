import { memoryStore, type SessionStore, StoreUnavailableError } from '@seatkit/core'
import type { ServerMessage } from '@seatkit/core/http'
import { manualClock } from '@seatkit/core/testing'
import { expect, it } from 'vitest'
import type { LiveClient } from './live-client.ts'
import { type LiveServer, sessionCookie, startLiveServer, ticketCookie } from './live-server.ts'

/** A store whose n-th call from now on fails before anything happens. */
class StoreFailingOnce {
  readonly store: SessionStore
  failed = false
  #left = Number.POSITIVE_INFINITY

  constructor() {
    const memory = memoryStore({ clock: manualClock().now })
    this.store = new Proxy(memory, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          if (--this.#left === 0) {
            this.failed = true
            throw new StoreUnavailableError()
          }
          return await member.apply(target, args)
        }
      },
    })
  }

  failAt(n: number): void {
    this.#left = n
  }
}

/** Connects, again when the answer is 503, and never gets anything else. */
async function connected(live: LiveServer, headers: ReturnType<typeof sessionCookie>): Promise<LiveClient> {
  const client = live.connect(headers)
  const refused = client.refused().then(({ status, headers: sent, body }) => {
    expect([status, sent['retry-after'], body.code]).toEqual([503, '2', 'store-unavailable'])
    return null
  })
  const opened = new Promise<LiveClient>((resolve) => client.ws.once('open', () => resolve(client)))
  refused.catch(() => {})
  return (await Promise.race([opened, refused])) ?? (await connected(live, headers))
}

/** The next message that is no answer "store-unavailable": after such a one the message is sent again. */
async function answered(client: LiveClient, message: object): Promise<ServerMessage> {
  client.send(message)
  for (;;) {
    const reply = await client.next()
    if (reply.type !== 'answer') continue
    return reply.status === 'store-unavailable' ? answered(client, message) : reply
  }
}

async function next(client: LiveClient, type: ServerMessage['type']): Promise<ServerMessage> {
  for (;;) {
    const message = await client.next()
    if (message.type === type) return message
  }
}

it('G8 whichever call of the store fails under a live connection: 503 or "store-unavailable", nobody let in or out', async () => {
  let reached = true
  let n = 0
  while (reached) {
    const failing = new StoreFailingOnce()
    const live = await startLiveServer({ store: failing.store })
    const a = await live.signIn('a')
    const denied = await live.wait('c')
    const b = await live.wait('b')
    failing.failAt(++n)

    const first = await connected(live, sessionCookie(a))
    await next(first, 'hello')
    const second = await connected(live, ticketCookie(b))
    await next(second, 'hello')

    const deny = { type: 'challenge.deny', ref: '1', challengeId: denied.challenge.id }
    expect(await answered(first, deny)).toMatchObject({ status: 'denied' })
    const answer = { type: 'challenge.answer', ref: '2', challengeId: b.challenge.id }
    const code = b.challenge.code === '000000' ? '000001' : '000000'
    expect(await answered(first, { ...answer, code })).toMatchObject({
      status: 'wrong-code',
      attemptsLeft: 4,
    })
    expect(await answered(first, { ...answer, code: b.challenge.code })).toMatchObject({ status: 'approved' })
    expect(await next(second, 'challenge.closed')).toMatchObject({ status: 'approved' })
    reached = failing.failed

    failing.failAt(Number.POSITIVE_INFINITY)
    expect((await live.sessions.list('alice')).map(({ id }) => id)).toEqual([a.session.id])
    expect((await live.sessions.redeem(b.ticket)).status).toBe('admitted')
    first.cutOff()
    second.cutOff()
  }
  expect(n).toBeGreaterThan(10)
})
