import { SessionPolicy } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { closed, ended, rotated } from './events.ts'
import { challenge, HOUR, MINUTE, NO_WRITES, NOW, session, user } from './facts.ts'

const policy = new SessionPolicy({ maxSessions: 3, approvalFrom: 2, touchInterval: '60s' })
const [a, b, c] = [session('a'), session('b'), session('c')]
const gone = session('gone', { endedAt: NOW - 1, endReason: 'displaced' })
const later = NOW + 5
const nothing = { writes: NO_WRITES, events: [], result: null }

describe('ending one session', () => {
  it.each(['revoked', 'signed-out', 'user-disabled'] as const)(
    'G9 keeps the reason and the instant: %s',
    (reason) => {
      const over = session('b', { endedAt: later, endReason: reason, endedBy: 'session-a' })
      const request = { sessionId: 'session-b', reason, by: 'session-a' }
      expect(policy.end(user({ sessions: [a, b] }), request, later)).toStrictEqual({
        writes: { sessions: [over], challenges: [] },
        events: [ended(over)],
        result: over,
      })
    },
  )

  it('names nobody where the application ends it', () => {
    const change = policy.end(user({ sessions: [a] }), { sessionId: 'session-a', reason: 'revoked' }, later)
    expect(change.result).toStrictEqual(session('a', { endedAt: later, endReason: 'revoked' }))
  })

  it('G3 changes nothing of one that is not there or has ended', () => {
    const before = user({ sessions: [a, gone] })
    expect(policy.end(before, { sessionId: 'session-x', reason: 'revoked' }, NOW)).toStrictEqual(nothing)
    expect(policy.end(before, { sessionId: 'session-gone', reason: 'revoked' }, NOW)).toStrictEqual(nothing)
  })

  it('G9 keeps the reason of time where time was first', () => {
    const over = session('a', { endedAt: NOW + HOUR, endReason: 'idle-timeout' })
    const request = { sessionId: 'session-a', reason: 'revoked' } as const
    expect(policy.end(user({ sessions: [a] }), request, NOW + HOUR + 1)).toStrictEqual({
      writes: { sessions: [over], challenges: [] },
      events: [ended(over)],
      result: null,
    })
  })

  it('revoking voids the approvals it gave, and no other', () => {
    const own = challenge('x', { status: 'approved', approvedBy: 'session-a' })
    const others = challenge('y', { status: 'approved', approvedBy: 'session-b' })
    const before = user({ sessions: [a, b], challenges: [own, others, challenge('z')] })
    const denied = { ...own, status: 'denied' as const, closedAt: later }
    const request = { sessionId: 'session-a', reason: 'revoked', by: 'session-b' } as const
    const change = policy.end(before, request, later)
    expect(change.writes.challenges).toStrictEqual([denied])
    expect(change.events.slice(1)).toStrictEqual([closed(denied, 'session-b')])
  })

  it('disabling the user lets nobody in who waits, though nobody is left to answer', () => {
    const waiting = [challenge('x', { status: 'approved', approvedBy: 'session-a' }), challenge('y')]
    const before = user({ sessions: [a], challenges: waiting })
    const change = policy.end(before, { sessionId: 'session-a', reason: 'user-disabled' }, later)
    expect(change.writes.challenges).toStrictEqual(
      waiting.map((it) => ({ ...it, status: 'denied', closedAt: later })),
    )
    expect(
      policy.end(before, { sessionId: 'session-b', reason: 'user-disabled' }, later).writes.challenges,
    ).toEqual([])
  })

  it('signing out leaves the approvals it gave', () => {
    const own = challenge('x', { status: 'approved', approvedBy: 'session-a' })
    const before = user({ sessions: [a, b], challenges: [own] })
    const change = policy.end(before, { sessionId: 'session-a', reason: 'signed-out' }, later)
    expect(change.writes.challenges).toStrictEqual([])
  })
})

describe('ending the others', () => {
  it('ends every session but this one, and refuses every login that waits', () => {
    const [x, y] = [challenge('x'), challenge('y', { status: 'approved', approvedBy: 'session-a' })]
    const over = challenge('z', { status: 'cancelled', closedAt: NOW })
    const before = user({ sessions: [b, a, gone, c], challenges: [x, y, over] })
    const revoked = [b, c].map((it) => ({
      ...it,
      endedAt: later,
      endReason: 'revoked' as const,
      endedBy: 'session-a',
    }))
    const denied = [x, y].map((it) => ({ ...it, status: 'denied' as const, closedAt: later }))
    expect(policy.endOthers(before, { sessionId: 'session-a' }, later)).toStrictEqual({
      writes: { sessions: revoked, challenges: denied },
      events: [...revoked.map(ended), ...denied.map((it) => closed(it, 'session-a'))],
      result: revoked,
    })
  })

  it('is not for a session that is not active', () => {
    const before = user({ sessions: [a, gone], challenges: [challenge('x')] })
    expect(policy.endOthers(before, { sessionId: 'session-gone' }, NOW)).toStrictEqual(nothing)
    expect(policy.endOthers(before, { sessionId: 'session-x' }, NOW)).toStrictEqual(nothing)
  })
})

describe('ending all', () => {
  it('ends every session and refuses every login that waits, so that none is let in', () => {
    const [x, y] = [challenge('x'), challenge('y', { status: 'approved', approvedBy: 'session-a' })]
    const before = user({ sessions: [a, gone, b], challenges: [x, y] })
    const over = [a, b].map((it) => ({
      ...it,
      endedAt: later,
      endReason: 'user-disabled' as const,
      endedBy: 'session-a',
    }))
    const denied = [x, y].map((it) => ({ ...it, status: 'denied' as const, closedAt: later }))
    expect(policy.endAll(before, { reason: 'user-disabled', by: 'session-a' }, later)).toStrictEqual({
      writes: { sessions: over, challenges: denied },
      events: [...denied.map((it) => closed(it, 'session-a')), ...over.map(ended)],
      result: over,
    })
  })

  it('names nobody where the application ends them', () => {
    const before = user({ sessions: [a], challenges: [challenge('x')] })
    const over = session('a', { endedAt: later, endReason: 'revoked' })
    const denied = challenge('x', { status: 'denied', closedAt: later })
    expect(policy.endAll(before, { reason: 'revoked' }, later).events).toStrictEqual([
      closed(denied),
      ended(over),
    ])
  })

  it('of nothing is no change', () => {
    expect(policy.endAll(user({ sessions: [gone] }), { reason: 'revoked' }, NOW)).toStrictEqual({
      ...nothing,
      result: [],
    })
  })
})

describe('what time has ended', () => {
  it('is recorded with the instant of its deadline, once', () => {
    const before = user({ sessions: [a, gone], challenges: [challenge('x')] })
    const idle = session('a', { endedAt: NOW + HOUR, endReason: 'idle-timeout' })
    const expired = challenge('x', { status: 'expired', closedAt: NOW + 2 * MINUTE })
    expect(policy.expire(before, NOW + 2 * HOUR)).toStrictEqual({
      writes: { sessions: [idle], challenges: [expired] },
      events: [ended(idle), closed(expired)],
      result: null,
    })
    const recorded = user({ sessions: [idle, gone], challenges: [expired] })
    expect(policy.expire(recorded, NOW + 3 * HOUR)).toStrictEqual(nothing)
  })

  it('is nothing while there is time', () => {
    const before = user({ sessions: [a], challenges: [challenge('x')] })
    expect(policy.expire(before, NOW + 2 * MINUTE - 1)).toStrictEqual(nothing)
  })
})

describe('touching', () => {
  const request = { sessionId: 'session-a', credentialHash: 'credential-a' }
  const before = user({ sessions: [a, gone] })

  it('records activity when that is due, without an event, and moves no absolute limit', () => {
    const touched = { ...a, lastActiveAt: NOW + MINUTE }
    expect(policy.touch(before, request, NOW + MINUTE - 1)).toStrictEqual({ ...nothing, result: a })
    expect(policy.touch(before, request, NOW + MINUTE)).toStrictEqual({
      writes: { sessions: [touched], challenges: [] },
      events: [],
      result: touched,
    })
  })

  it('G3 revives nothing, and needs the credential', () => {
    const dead = { sessionId: 'session-gone', credentialHash: 'credential-gone' }
    expect(policy.touch(before, dead, NOW)).toStrictEqual(nothing)
    expect(policy.touch(before, { ...request, sessionId: 'session-x' }, NOW)).toStrictEqual(nothing)
    expect(policy.touch(before, { ...request, credentialHash: 'credential-x' }, NOW + MINUTE)).toStrictEqual(
      nothing,
    )
    expect(policy.touch(before, request, NOW + HOUR).result).toBeNull()
  })
})

describe('rotating', () => {
  const request = {
    sessionId: 'session-a',
    credentialHash: 'credential-a',
    newCredentialHash: 'credential-2',
  }
  const before = user({ sessions: [a, gone] })
  const fresh = { ...a, credentialHash: 'credential-2', lastActiveAt: later }

  it('G4 gives a new credential; the old one is dead in the same commit', () => {
    expect(policy.rotate(before, request, later)).toStrictEqual({
      writes: { sessions: [fresh], challenges: [] },
      events: [rotated(fresh, later)],
      result: fresh,
    })
    expect(policy.touch(user({ sessions: [fresh] }), request, later).result).toBeNull()
  })

  it('tried again gets the same answer, and changes nothing', () => {
    expect(policy.rotate(user({ sessions: [fresh] }), request, later)).toStrictEqual({
      ...nothing,
      result: fresh,
    })
  })

  it('R13 with proof makes the session fresh, and says so', () => {
    const proved = { ...fresh, authenticatedAt: later }
    expect(policy.rotate(before, { ...request, reauthenticated: true }, later)).toStrictEqual({
      writes: { sessions: [proved], challenges: [] },
      events: [rotated(proved, later, { reauthenticated: true })],
      result: proved,
    })
  })

  it('R13 lets the old credential read for its grace, and rotate nothing more', () => {
    const { result } = policy.rotate(before, { ...request, graceMs: 10 }, later)
    const known = { ...fresh, previousHash: 'credential-a', previousExpiresAt: later + 10 }
    expect(result).toStrictEqual(known)
    const again = { ...request, newCredentialHash: 'credential-again' }
    expect(policy.rotate(user({ sessions: [known] }), again, later)).toStrictEqual(nothing)
  })

  it('never moves activity backwards', () => {
    expect(policy.rotate(before, request, NOW - 1).result).toStrictEqual({ ...fresh, lastActiveAt: NOW })
  })

  it('G3 revives nothing, and needs the credential', () => {
    const dead = { ...request, sessionId: 'session-gone', credentialHash: 'credential-gone' }
    expect(policy.rotate(before, dead, NOW)).toStrictEqual(nothing)
    expect(policy.rotate(before, { ...request, sessionId: 'session-x' }, NOW)).toStrictEqual(nothing)
    expect(policy.rotate(before, { ...request, credentialHash: 'credential-x' }, NOW)).toStrictEqual(nothing)
    expect(policy.rotate(before, request, NOW + HOUR).result).toBeNull()
  })
})
