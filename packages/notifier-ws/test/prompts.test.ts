import { createHash } from 'node:crypto'
import { memoryBus } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import type { LiveClient } from './live-client.ts'
import { deviceOf, sessionCookie, startLiveServer, ticketCookie } from './live-server.ts'

const NOW = '2023-11-14T22:13:20.000Z'
const IN_2_MINUTES = '2023-11-14T22:15:20.000Z'

describe('a login that waits', () => {
  it('G6 is prompted to the signed-in device, without its code, message for message', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const client = live.connect(sessionCookie(a))
    const hello = await client.next()
    const b = await live.waiting('b')
    live.clock.advance(1_000)
    await live.sessions.answer(a.session, b.challenge.id, b.challenge.code)
    const redeemed = await live.sessions.redeem(b.ticket)
    if (redeemed.status !== 'admitted') throw new Error(redeemed.status)
    const device = (name: string): object => ({
      name: 'Test',
      userAgent: `Test/1.0 (${name})`,
      ip: '203.0.113.7',
    })
    expect([hello, ...(await client.take(3))]).toEqual([
      {
        type: 'hello',
        session: {
          id: a.session.id,
          current: true,
          device: device('a'),
          createdAt: NOW,
          lastActiveAt: NOW,
          expiresAt: '2023-11-15T22:13:20.000Z',
        },
        challenges: [],
      },
      {
        type: 'challenge.created',
        challenge: {
          id: b.challenge.id,
          device: device('b'),
          createdAt: NOW,
          expiresAt: IN_2_MINUTES,
        },
      },
      { type: 'challenge.closed', challengeId: b.challenge.id, status: 'approved' },
      {
        type: 'session.started',
        session: {
          id: redeemed.session.id,
          current: false,
          device: device('b'),
          createdAt: '2023-11-14T22:13:21.000Z',
          lastActiveAt: '2023-11-14T22:13:21.000Z',
          expiresAt: '2023-11-15T22:13:21.000Z',
        },
      },
    ])
    expect(await b.client.take(2)).toEqual([
      { type: 'challenge.closed', challengeId: b.challenge.id, status: 'approved' },
      { type: 'challenge.closed', challengeId: b.challenge.id, status: 'redeemed' },
    ])
    expect(await b.client.closed).toBe(1000)
  })

  it('is in the hello of a device that connects later, and its own hello says how it stands', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const b = await live.wait('b')
    expect(await live.connect(sessionCookie(a)).next()).toMatchObject({
      type: 'hello',
      challenges: [{ id: b.challenge.id, createdAt: NOW, expiresAt: IN_2_MINUTES }],
    })
    expect(await live.connect(ticketCookie(b)).next()).toEqual({
      type: 'hello',
      pending: { id: b.challenge.id, status: 'pending', expiresAt: IN_2_MINUTES },
    })
  })

  it('G6 says neither code, token, ticket nor any hash in anything that is sent', async () => {
    const live = await startLiveServer({ policy: { maxSessions: 3 } })
    const a = await live.online('a')
    const b = await live.waiting('b')
    await say(a.client, { type: 'challenge.answer', challengeId: b.challenge.id, code: otherThan(b) })
    await say(a.client, { type: 'challenge.answer', challengeId: b.challenge.id, code: b.challenge.code })
    const redeemed = await live.sessions.redeem(b.ticket)
    if (redeemed.status !== 'admitted') throw new Error(redeemed.status)
    const second = live.connect(sessionCookie(redeemed))
    const c = await live.waiting('c')
    await say(a.client, { type: 'challenge.deny', challengeId: c.challenge.id })
    await c.client.closed
    await live.sessions.end('alice', redeemed.session.id)
    await second.closed
    await a.client.settled()

    const sent = [a.client, b.client, c.client, second].flatMap(({ texts }) => texts)
    const secrets = [
      ...[a.token, redeemed.token, b.ticket, c.ticket].flatMap(withItsSecret),
      `"${b.challenge.code}"`,
      `"${c.challenge.code}"`,
    ]
    expect(sent.length).toBeGreaterThan(15)
    for (const secret of secrets) for (const text of sent) expect(text).not.toContain(secret)
    for (const text of sent) expect(text).not.toMatch(/"code"|hash|token|ticket|secret/i)
  })

  it('R34 is prompted of ten times at most when a stranger with the password signs in a thousand times', async () => {
    const live = await startLiveServer()
    const a = await live.online('a')
    for (let i = 0; i < 1_000; i++) {
      await live.sessions.signIn('alice', { device: deviceOf(`stranger-${i}`) })
      live.clock.advance(500)
    }
    const created = (await a.client.settled()).filter(({ type }) => type === 'challenge.created')
    expect(created).toHaveLength(10)
    live.clock.advance(10_000)
    const owner = await live.wait('owner')
    const right = { type: 'challenge.answer', challengeId: owner.challenge.id, code: owner.challenge.code }
    expect(await say(a.client, right)).toEqual({ status: 'approved' })
  })

  it('R34 is not prompted of after "not me", but is in the next hello, and is let in by its code', async () => {
    const live = await startLiveServer()
    const a = await live.online('a')
    const b = await live.wait('b')
    const report = { type: 'challenge.deny', challengeId: b.challenge.id, report: true }
    expect(await say(a.client, report)).toEqual({ status: 'denied' })
    const c = await live.wait('c')
    const told = await a.client.settled()
    expect(told.filter(({ type }) => type === 'challenge.created')).toEqual([])
    expect(await live.connect(sessionCookie(a)).next()).toMatchObject({
      challenges: [{ id: c.challenge.id, prompt: false }],
    })
    const right = { type: 'challenge.answer', challengeId: c.challenge.id, code: c.challenge.code }
    expect(await say(a.client, right)).toEqual({ status: 'approved' })
  })

  it('is not prompted to other users', async () => {
    const live = await startLiveServer()
    const a = await live.online('a', 'alice')
    const m = await live.online('m', 'mallory')
    await live.wait('b')
    expect((await a.client.next()).type).toBe('challenge.created')
    expect(await m.client.settled()).toEqual([])
  })

  it('is not prompted to the waiting device itself, whatever the bus brings', async () => {
    const bus = memoryBus()
    const live = await startLiveServer({ bus })
    const { client, session } = await live.online('a')
    const challenge = {
      id: 'x',
      device: session.device,
      createdAt: 0,
      expiresAt: 1,
      codeShownOn: 'new-device',
      prompt: true,
    } as const
    bus.publish('alice', [{ type: 'challenge.created', userId: 'alice', at: 0, challenge }])
    expect(await client.settled()).toEqual([])
  })

  it('is told why it is over, and its connection closes', async () => {
    const live = await startLiveServer()
    const a = await live.online('a')
    const b = await live.waiting('b')
    await live.sessions.deny(a.session, b.challenge.id)
    const c = await live.waiting('c')
    await live.sessions.cancel(c.ticket)
    const d = await live.waiting('d')
    const again = await live.wait('d')
    for (const [{ client, challenge }, status] of [
      [b, 'denied'],
      [c, 'cancelled'],
      [d, 'superseded'],
    ] as const) {
      const closed = { type: 'challenge.closed', challengeId: challenge.id, status }
      expect(await client.next()).toEqual(closed)
      expect(await client.closed).toBe(1000)
      expect(await a.client.take(2)).toMatchObject([{ challenge: { id: challenge.id } }, closed])
    }
    expect(await a.client.next()).toMatchObject({ challenge: { id: again.challenge.id } })
  })

  it('that is over is told so on connecting, and the connection closes', async () => {
    const live = await startLiveServer()
    const a = await live.signIn('a')
    const b = await live.wait('b')
    await live.sessions.deny(a.session, b.challenge.id)
    const client = live.connect(ticketCookie(b))
    expect(await client.next()).toMatchObject({ pending: { status: 'denied' } })
    expect(await client.closed).toBe(1000)
  })

  it('may send nothing', async () => {
    const live = await startLiveServer()
    await live.signIn('a')
    const b = await live.waiting('b')
    b.client.send({ type: 'challenge.deny', ref: '1', challengeId: b.challenge.id })
    expect(await b.client.closed).toBe(4400)
    expect(await live.sessions.pending(b.ticket)).toMatchObject({ status: 'pending' })
  })
})

describe('an answer', () => {
  it('G5 tells right from wrong, and how many are left, until none is', async () => {
    const live = await startLiveServer({ policy: { maxSessions: 3 } })
    const { client } = await live.online('a')
    const b = await live.wait('b')
    const wrong = { type: 'challenge.answer', challengeId: b.challenge.id, code: otherThan(b) }
    const replies = []
    for (let i = 0; i < 6; i++) replies.push(await say(client, wrong))
    expect(replies).toEqual([
      ...[4, 3, 2, 1, 0].map((attemptsLeft) => ({ status: 'wrong-code', attemptsLeft })),
      { status: 'challenge-over' },
    ])
    const right = { type: 'challenge.answer', challengeId: b.challenge.id, code: b.challenge.code }
    expect(await say(client, right)).toEqual({ status: 'challenge-over' })
  })

  it('G5 counts against the user whichever login is answered', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    for (const device of ['b', 'c']) {
      const waiting = await live.wait(device)
      const wrong = { type: 'challenge.answer', challengeId: waiting.challenge.id, code: otherThan(waiting) }
      for (let i = 0; i < 5; i++) await say(client, wrong)
    }
    const d = await live.wait('d')
    const right = { type: 'challenge.answer', challengeId: d.challenge.id, code: d.challenge.code }
    expect(await say(client, right)).toEqual({ status: 'too-many-attempts' })
  })

  it('approves once; a refusal takes it back', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    const b = await live.wait('b')
    const { id: challengeId, code } = b.challenge
    expect(await say(client, { type: 'challenge.answer', challengeId, code })).toEqual({ status: 'approved' })
    expect(await say(client, { type: 'challenge.answer', challengeId, code })).toEqual({
      status: 'challenge-over',
    })
    expect(await say(client, { type: 'challenge.deny', challengeId })).toEqual({ status: 'denied' })
    expect(await live.sessions.redeem(b.ticket)).toEqual({ status: 'over', challengeStatus: 'denied' })
  })

  it('finds no seat where another login was approved meanwhile', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    const b = await live.wait('b')
    const c = await live.wait('c')
    await say(client, { type: 'challenge.answer', challengeId: b.challenge.id, code: b.challenge.code })
    const answer = { type: 'challenge.answer', challengeId: c.challenge.id, code: c.challenge.code }
    expect(await say(client, answer)).toEqual({ status: 'session-limit-reached' })
  })

  it("takes another user's login for unknown", async () => {
    const live = await startLiveServer()
    await live.signIn('a', 'alice')
    const b = await live.wait('b', 'alice')
    const { client } = await live.online('m', 'mallory')
    const { id: challengeId, code } = b.challenge
    for (const message of [
      { type: 'challenge.answer', challengeId, code },
      { type: 'challenge.answer', challengeId: 'unknown', code },
      { type: 'challenge.deny', challengeId },
      { type: 'challenge.deny', challengeId: 'unknown' },
    ]) {
      expect(await say(client, message)).toEqual({ status: 'not-found' })
    }
    expect(await live.sessions.pending(b.ticket)).toMatchObject({ status: 'pending' })
  })

  it('comes in the order of the messages, each with its ref', async () => {
    const live = await startLiveServer()
    const { client } = await live.online('a')
    const refs = Array.from({ length: 20 }, (_, i) => `ref-${i}`)
    for (const ref of refs) client.send({ type: 'challenge.deny', ref, challengeId: 'unknown' })
    expect(await client.take(20)).toEqual(refs.map((ref) => ({ type: 'answer', ref, status: 'not-found' })))
  })
})

/** Sends a message and resolves with its reply, past whatever else is told meanwhile. */
async function say(client: LiveClient, message: object): Promise<object> {
  client.send({ ref: 'said', ...message })
  for (;;) {
    const { type, ...reply } = await client.next()
    if (type !== 'answer' || !('ref' in reply)) continue
    const { ref, ...rest } = reply
    if (ref === 'said') return rest
  }
}

function otherThan({ challenge }: { readonly challenge: { readonly code: string } }): string {
  return challenge.code === '000000' ? '000001' : '000000'
}

/** A token or ticket, the secret in it, and the hash that is stored of that. */
function withItsSecret(text: string): string[] {
  const secret = text.slice(text.lastIndexOf('.') + 1)
  return [text, secret, createHash('sha256').update(secret).digest('base64url')]
}
