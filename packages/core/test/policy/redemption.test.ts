import { type ChallengeStatus, type OnLimit, SessionPolicy } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { closed, ended, started } from './events.ts'
import { after, challenge, HOUR, MINUTE, NO_WRITES, NOW, session, user } from './facts.ts'

const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2, onLimit: 'reject' })
const a = session('a')
const approved = challenge('b', { status: 'approved', approvedBy: 'session-a', expiresAt: NOW + MINUTE })
const ready = user({ sessions: [a], challenges: [approved] })
const request = {
  challengeId: 'challenge-b',
  ticketHash: 'ticket-b',
  sessionId: 'session-b',
  credentialHash: 'credential-b',
}
const ENDS: readonly ChallengeStatus[] = ['denied', 'expired', 'superseded', 'exhausted', 'cancelled']

describe('an approved challenge', () => {
  const redeemed = { ...approved, status: 'redeemed' as const, closedAt: NOW + 1, sessionId: 'session-b' }
  const fresh = session('b', { createdAt: NOW + 1, lastActiveAt: NOW + 1, expiresAt: NOW + 1 + 24 * HOUR })

  it('becomes a session on the device that waited', () => {
    expect(policy.redeem(ready, request, NOW + 1)).toStrictEqual({
      writes: { sessions: [fresh], challenges: [redeemed] },
      events: [closed(redeemed), started(fresh, 'challenge-b')],
      result: { status: 'admitted', session: fresh, ended: [] },
    })
  })

  it('brings the limits that its login asked for', () => {
    const before = user({
      sessions: [a],
      challenges: [{ ...approved, idleTimeoutMs: 7, absoluteTimeoutMs: 9 }],
    })
    expect(policy.redeem(before, request, NOW).writes.sessions).toStrictEqual([
      session('b', { idleTimeoutMs: 7, expiresAt: NOW + 9 }),
    ])
  })

  it('G5 is redeemed once: the same request again gets the same session, another one nothing', () => {
    const first = policy.redeem(ready, request, NOW + 1)
    const stored = after(ready, first)
    expect(policy.redeem(stored, request, NOW + 2)).toStrictEqual({ ...first, writes: NO_WRITES, events: [] })
    expect(policy.redeem(stored, { ...request, sessionId: 'session-x' }, NOW + 2)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'over', challengeStatus: 'redeemed' },
    })
  })

  it('G3 is over where its session has ended so long ago that it is no longer handed to a decision', () => {
    const before = user({ sessions: [a], challenges: [redeemed] })
    expect(policy.redeem(before, request, NOW + 2).result).toStrictEqual({
      status: 'over',
      challengeStatus: 'redeemed',
    })
  })

  it('can be redeemed until the millisecond before its time', () => {
    expect(policy.redeem(ready, request, NOW + MINUTE - 1).result.status).toBe('admitted')
    expect(policy.redeem(ready, request, NOW + MINUTE).result).toStrictEqual({
      status: 'over',
      challengeStatus: 'expired',
    })
  })
})

describe('G2 no session comes from', () => {
  it('the id of another session', () => {
    const redeemed = challenge('b', { status: 'redeemed', closedAt: NOW, sessionId: 'session-b' })
    const before = user({ sessions: [a, session('b')], challenges: [redeemed] })
    expect(policy.redeem(before, { ...request, sessionId: 'session-a' }, NOW).result).toStrictEqual({
      status: 'over',
      challengeStatus: 'redeemed',
    })
  })

  it('a challenge that is pending', () => {
    const before = user({ sessions: [a], challenges: [challenge('b')] })
    expect(policy.redeem(before, request, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'pending' },
    })
  })

  it.each(ENDS)('a challenge that is %s', (status) => {
    const before = user({ sessions: [a], challenges: [challenge('b', { status, closedAt: NOW })] })
    expect(policy.redeem(before, request, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'over', challengeStatus: status },
    })
  })

  it('a ticket that is not its own, or a challenge that is not there', () => {
    const unknown = { writes: NO_WRITES, events: [], result: { status: 'unknown' } }
    expect(policy.redeem(ready, { ...request, ticketHash: 'ticket-x' }, NOW)).toStrictEqual(unknown)
    expect(policy.redeem(ready, { ...request, challengeId: 'challenge-x' }, NOW)).toStrictEqual(unknown)
  })
})

describe('G1 when the seats were taken since the approval', () => {
  const other = session('c', { createdAt: NOW - 1, lastActiveAt: NOW + 1 })
  const full = user({ sessions: [a, other], challenges: [approved] })

  it('reject refuses, names the holders, and leaves the approval to its time', () => {
    expect(policy.redeem(full, request, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'session-limit-reached', limit: 2, active: [other, a] },
    })
  })

  it.each<[OnLimit, number, string[]]>([
    ['end-oldest', 2, ['session-c']],
    ['end-oldest', 1, ['session-c', 'session-a']],
    ['end-least-recent', 2, ['session-a']],
    ['end-all', 2, ['session-c', 'session-a']],
    ['end-all', 3, []],
  ])('%s at a limit of %i ends %o', (onLimit, maxSessions, gone) => {
    const change = new SessionPolicy({ maxSessions, approvalFrom: 'never', onLimit }).redeem(
      full,
      request,
      NOW,
    )
    const displaced = gone
      .flatMap((id) => full.sessions.filter((it) => it.id === id))
      .map((it) => ({
        ...it,
        endedAt: NOW,
        endReason: 'displaced' as const,
        endedBy: 'session-b',
      }))
    const redeemed = { ...approved, status: 'redeemed' as const, closedAt: NOW, sessionId: 'session-b' }
    expect(change).toStrictEqual({
      writes: { sessions: [...displaced, session('b')], challenges: [redeemed] },
      events: [...displaced.map(ended), closed(redeemed), started(session('b'), 'challenge-b')],
      result: { status: 'admitted', session: session('b'), ended: displaced },
    })
  })
})

describe('cancelling', () => {
  const ticket = { challengeId: 'challenge-b', ticketHash: 'ticket-b' }

  it.each(['pending', 'approved'] as const)('gives up a login that is %s', (status) => {
    const before = user({ sessions: [a], challenges: [challenge('b', { status })] })
    const cancelled = challenge('b', { status: 'cancelled', closedAt: NOW + 1 })
    expect(policy.cancel(before, ticket, NOW + 1)).toStrictEqual({
      writes: { sessions: [], challenges: [cancelled] },
      events: [closed(cancelled)],
      result: { status: 'cancelled' },
    })
  })

  it.each(['redeemed' as const, ...ENDS])('changes nothing of a login that is %s', (status) => {
    const before = user({ sessions: [a], challenges: [challenge('b', { status, closedAt: NOW })] })
    expect(policy.cancel(before, ticket, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'over', challengeStatus: status },
    })
  })

  it('needs the ticket', () => {
    const unknown = { writes: NO_WRITES, events: [], result: { status: 'unknown' } }
    expect(policy.cancel(ready, { ...ticket, ticketHash: 'ticket-x' }, NOW)).toStrictEqual(unknown)
    expect(policy.cancel(ready, { ...ticket, challengeId: 'challenge-x' }, NOW)).toStrictEqual(unknown)
  })
})

describe('when nobody is left who could answer', () => {
  const end = { sessionId: 'session-a', reason: 'signed-out' } as const
  const first = challenge('c', { createdAt: NOW - 2 })

  it('G7 who waits longest is let in, as a first login would be', () => {
    const before = user({ sessions: [a], challenges: [challenge('d'), first, challenge('b')] })
    const change = policy.end(before, end, NOW + 1)
    const letIn = { ...first, status: 'approved' as const, expiresAt: NOW + 1 + MINUTE }
    expect(change.writes.challenges).toStrictEqual([letIn])
    expect(change.events.slice(1)).toStrictEqual([closed(letIn, undefined, NOW + 1)])
  })

  it('ties break by id', () => {
    const before = user({ sessions: [a], challenges: [challenge('d'), challenge('b'), challenge('c')] })
    expect(policy.end(before, end, NOW).writes.challenges.map(({ id }) => id)).toStrictEqual(['challenge-b'])
  })

  it('nobody else is, while a login is let in and has not come yet', () => {
    const before = user({ sessions: [a], challenges: [approved, challenge('c')] })
    expect(policy.end(before, end, NOW + 1).writes.challenges).toStrictEqual([])
    const next = { ...challenge('c'), status: 'approved' as const, expiresAt: NOW + 2 * MINUTE }
    expect(
      policy.expire(after(before, policy.end(before, end, NOW + 1)), NOW + MINUTE).writes.challenges,
    ).toStrictEqual([{ ...approved, status: 'expired', closedAt: NOW + MINUTE }, next])
  })

  it('one that comes to ask gets its session at once', () => {
    const idle = session('a', { endedAt: NOW + HOUR, endReason: 'idle-timeout' })
    const waiting = challenge('b', { createdAt: NOW + HOUR - 1, expiresAt: NOW + HOUR + MINUTE })
    const letIn = { ...waiting, status: 'approved' as const, expiresAt: NOW + HOUR + MINUTE }
    const redeemed = { ...letIn, status: 'redeemed' as const, closedAt: NOW + HOUR, sessionId: 'session-b' }
    const change = policy.redeem(user({ sessions: [a], challenges: [waiting] }), request, NOW + HOUR)
    expect(change.result.status).toBe('admitted')
    expect(change.writes.challenges).toStrictEqual([redeemed])
    expect(change.events.slice(0, -1)).toStrictEqual([
      ended(idle),
      closed(letIn, undefined, NOW + HOUR),
      closed(redeemed),
    ])
  })

  it('nobody is, while a session is left', () => {
    const before = user({ sessions: [a, session('x')], challenges: [challenge('b')] })
    expect(policy.end(before, end, NOW).writes.challenges).toStrictEqual([])
  })
})
