import { setImmediate } from 'node:timers/promises'
import type { SessionStarted } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { FaultyStore } from './faulty-store.ts'
import { deviceOf, sessionCookie, startLiveServer, ticketCookie } from './live-server.ts'
import { LossyBus } from './lossy-bus.ts'
import { OPCODE, RawClient } from './raw-client.ts'

const DENY = { type: 'challenge.deny', ref: '1', challengeId: 'unknown' }
const ANSWER = { type: 'challenge.answer', ref: '1', challengeId: 'unknown', code: '123456' }

describe('a message', () => {
  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['empty', ''],
    ['no object', '[]'],
    ['null', 'null'],
    ['of an unknown type', { ...DENY, type: 'challenge.approve' }],
    ['of no type', { ref: '1', challengeId: 'unknown' }],
    ['without ref', { ...DENY, ref: undefined }],
    ['with a ref that is no text', { ...DENY, ref: 1 }],
    ['with a ref that is too long', { ...DENY, ref: 'x'.repeat(65) }],
    ['without a challenge', { ...DENY, challengeId: undefined }],
    ['with a challenge that is no text', { ...DENY, challengeId: {} }],
    ['without a code', { ...ANSWER, code: undefined }],
    ['with a code that is no text', { ...ANSWER, code: 123456 }],
    ['with a code of five digits', { ...ANSWER, code: '12345' }],
    ['with a code of other digits', { ...ANSWER, code: '١٢٣٤٥٦' }],
    ['with a code where none belongs', { ...DENY, code: '123456' }],
    ['with a member too many', { ...DENY, userId: 'bob' }],
    ['as long as may be', ' '.repeat(4_096)],
  ])('that is %s closes with 4400', async (_, message) => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    client.send(message)
    expect(await client.closed).toBe(4400)
  })

  it('that is bad is the last one: those behind it are not handled', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    const b = await live.wait('b')
    for (const message of [DENY, '{', { ...DENY, challengeId: b.challenge.id }]) client.send(message)
    expect(await client.closed).toBe(4400)
    expect(await live.sessions.pending(b.ticket)).toMatchObject({ status: 'pending' })
  })

  it('that is binary closes with 4400, whatever is in it', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    client.ws.send(Buffer.from(JSON.stringify(DENY)))
    expect(await client.closed).toBe(4400)
  })

  it('longer than 4 KiB closes with 1009', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    client.send(' '.repeat(4_097))
    expect(await client.closed).toBe(1009)
  })

  it('in pieces is put together, up to 16 of them', async () => {
    const live = await startLiveServer()
    const raw = await rawOnline(live)
    sendInPieces(raw, JSON.stringify(DENY), 16)
    await raw.receives('"status":"not-found"')
    sendInPieces(raw, JSON.stringify(DENY), 17)
    expect(await raw.closeCode()).toBe(1008)
  })

  it('in a million empty pieces does not come that far', async () => {
    const live = await startLiveServer()
    const raw = await rawOnline(live)
    raw.send(OPCODE.text, '', { isLast: false })
    raw.socket.write(Buffer.alloc(6_000_000, Buffer.from([OPCODE.continuation, 0x80, 0, 0, 0, 0])))
    expect(await raw.closeCode()).toBe(1008)
  })

  it.each<[string, number, (raw: RawClient) => void]>([
    ['is not UTF-8', 1007, (raw) => raw.send(OPCODE.text, Uint8Array.of(0xc3, 0x28))],
    ['is not masked', 1002, (raw) => raw.send(OPCODE.text, '{}', { isMasked: false })],
    ['has an opcode that is none', 1002, (raw) => raw.send(3, '{}')],
    ['goes on where nothing began', 1002, (raw) => raw.send(OPCODE.continuation, '{}')],
  ])('that %s closes with %i', async (_, code, send) => {
    const live = await startLiveServer()
    const raw = await rawOnline(live)
    send(raw)
    expect(await raw.closeCode()).toBe(code)
  })
})

describe('thirty a minute', () => {
  it('is how many messages a client may send; the next closes with 1008', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    for (let i = 0; i < 30; i++) client.send(DENY)
    await client.take(30)
    client.send(DENY)
    await expect(client.next()).rejects.toThrow('closed with 1008')
  })

  it('counts pings too', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    for (let i = 0; i < 31; i++) client.ws.ping()
    expect(await client.closed).toBe(1008)
  })

  it('is for each connection', async () => {
    const live = await startLiveServer()
    const { client, token } = await live.online('a')
    const other = live.connect(sessionCookie({ token }))
    await other.next()
    for (let i = 0; i < 30; i++) client.send(DENY)
    await client.take(30)
    expect(await other.settled()).toEqual([])
  })

  it('holds for pongs that answer nothing, too', async () => {
    const live = await startLiveServer()
    const raw = await rawOnline(live)
    for (let i = 0; i < 31; i++) raw.send(OPCODE.pong)
    expect(await raw.closeCode()).toBe(1008)
  })
})

describe('five connections', () => {
  it('is how many a session may have; for the sixth the oldest goes', async () => {
    const live = await startLiveServer({ policy: { approvalFrom: 'never' } })
    const a = await live.online('a')
    const b = await live.online('b')
    const clients = [a.client]
    for (let i = 0; i < 6; i++) {
      clients.push(live.connect(sessionCookie(a)))
      await clients.at(-1)?.next()
    }
    expect(await Promise.all(clients.slice(0, 2).map(({ closed }) => closed))).toEqual([1008, 1008])
    for (const client of [...clients.slice(2), b.client]) await client.settled()
  })

  it('cuts off the oldest when it does not answer the close, so that sockets cannot add up', async () => {
    const bus = new LossyBus()
    const live = await startLiveServer({ bus })
    const a = await live.signIn('a')
    const deaf = new RawClient(live.origin, sessionCookie(a))
    await deaf.receives('"hello"')
    for (let i = 0; i < 5; i++) await live.connect(sessionCookie(a)).next()
    expect(bus.listening).toBe(5)
    await deaf.rest()
  })

  it('is how many a waiting login may have', async () => {
    const live = await startLiveServer()
    await live.signIn('a')
    const b = await live.waiting('b')
    for (let i = 0; i < 5; i++) await live.connect(ticketCookie(b)).next()
    expect(await b.client.closed).toBe(1008)
  })

  it('counts those that are open: one that closed makes room', async () => {
    const live = await startLiveServer()
    const a = await live.online('a')
    for (let i = 0; i < 10; i++) {
      const client = live.connect(sessionCookie(a))
      await client.next()
      client.ws.close()
      await client.closed
    }
    expect(await a.client.settled()).toEqual([])
  })
})

describe('F34 requests to upgrade', () => {
  it('are 256 at once while the store is asked; the next is 503, and there is room again afterwards', async () => {
    const store = new FaultyStore()
    const live = await startLiveServer({ store: store.store })
    const a = await live.signIn('a')
    const isFull = store.freezeUntil(256)
    const flood = Array.from({ length: 256 }, () => new RawClient(live.origin, sessionCookie(a)))
    await isFull
    const { status, headers } = await live.connect(sessionCookie(a)).refused()
    expect([status, headers['retry-after']]).toEqual([503, '2'])
    store.thaw()
    await Promise.all(flood.map((raw) => raw.receives('HTTP/1.1 101')))
    expect(await live.connect(sessionCookie(a)).next()).toHaveProperty('session.id', a.session.id)
  })
})

it('a client that does not read is cut off at 64 KiB, and finds the state in its next hello', async () => {
  const bus = new LossyBus()
  const live = await startLiveServer({ bus })
  const a = await live.signIn('a')
  const raw = new RawClient(live.origin, sessionCookie(a))
  await raw.receives('"hello"')
  raw.socket.pause()
  let told = 0
  for (; bus.listening > 0 && told < 1_000_000; told++) {
    bus.publish('alice', [startedEvent(`session-${told}`)])
    if (told % 100 === 0) await setImmediate()
  }
  expect(bus.listening).toBe(0)
  expect(await live.connect(sessionCookie(a)).next()).toHaveProperty('session.id', a.session.id)
})

async function rawOnline(live: Awaited<ReturnType<typeof startLiveServer>>): Promise<RawClient> {
  const raw = new RawClient(live.origin, sessionCookie(await live.signIn('a')))
  await raw.receives('"hello"')
  return raw
}

function sendInPieces(raw: RawClient, text: string, pieces: number): void {
  raw.send(OPCODE.text, text, { isLast: false })
  for (let i = 2; i < pieces; i++) raw.send(OPCODE.continuation, '', { isLast: false })
  raw.send(OPCODE.continuation)
}

function startedEvent(id: string): SessionStarted {
  const device = { ...deviceOf('x'), userAgent: 'x'.repeat(512) }
  const times = { createdAt: 0, authenticatedAt: 0, lastActiveAt: 0, idleTimeoutMs: 1, expiresAt: 1 }
  return {
    type: 'session.started',
    userId: 'alice',
    at: 0,
    session: { id, userId: 'alice', device, ...times },
  }
}
