import { type OnLimit, SessionPolicy, summarizeChallenge } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { closed, created, ended, started } from './events.ts'
import { challenge, HOUR, MINUTE, NOW, session, user } from './facts.ts'

const free = new SessionPolicy({ maxSessions: 2, approvalFrom: 'never' })
const approved = new SessionPolicy({ maxSessions: 2, approvalFrom: 2 })
const [a, b, c] = [session('a'), session('b'), session('c')]

describe('while seats are free', () => {
  it('a login is admitted', () => {
    expect(free.admit(user(), signInRequest('a'), NOW)).toStrictEqual({
      writes: { sessions: [a], challenges: [] },
      events: [started(a)],
      result: { status: 'admitted', session: a, ended: [] },
    })
  })

  it('a login may bring limits of its own', () => {
    const request = signInRequest('a', { idleTimeoutMs: MINUTE, absoluteTimeoutMs: HOUR })
    expect(free.admit(user(), request, NOW).writes.sessions).toStrictEqual([
      { ...a, idleTimeoutMs: MINUTE, expiresAt: NOW + HOUR },
    ])
  })

  it('a login below approvalFrom needs no approval, the one at it does', () => {
    const policy = new SessionPolicy({ maxSessions: 4, approvalFrom: 3 })
    expect(policy.admit(user({ sessions: [a] }), signInRequest('c'), NOW).result.status).toBe('admitted')
    expect(policy.admit(user({ sessions: [a, b] }), signInRequest('c'), NOW).result.status).toBe('challenged')
  })

  it('G7 a session that time has ended holds no seat', () => {
    const before = user({ sessions: [a, b] })
    const deadline = NOW + HOUR
    expect(free.admit(before, signInRequest('c'), deadline - 1).result.status).toBe('rejected')

    const over = [a, b].map((it) => ({ ...it, endedAt: deadline, endReason: 'idle-timeout' as const }))
    const fresh = session('c', {
      createdAt: deadline,
      authenticatedAt: deadline,
      lastActiveAt: deadline,
      expiresAt: deadline + 24 * HOUR,
    })
    expect(free.admit(before, signInRequest('c'), deadline)).toStrictEqual({
      writes: { sessions: [...over, fresh], challenges: [] },
      events: [...over.map(ended), started(fresh)],
      result: { status: 'admitted', session: fresh, ended: [] },
    })
  })
})

describe('a seat that needs approval', () => {
  it('G2 a login gets a challenge, and no session', () => {
    const waiting = challenge('b')
    expect(approved.admit(user({ sessions: [a] }), signInRequest('b'), NOW)).toStrictEqual({
      writes: { sessions: [], challenges: [waiting], prompts: { count: 1, lastAt: NOW, mutedUntil: 0 } },
      events: [created(waiting)],
      result: { status: 'challenged', challenge: summarizeChallenge(waiting) },
    })
  })

  it('keeps the limits the login brought for its redemption', () => {
    const request = signInRequest('b', { idleTimeoutMs: 1, absoluteTimeoutMs: 2 })
    expect(approved.admit(user({ sessions: [a] }), request, NOW).writes.challenges).toStrictEqual([
      challenge('b', { idleTimeoutMs: 1, absoluteTimeoutMs: 2 }),
    ])
  })

  it('G2 a pending challenge takes no seat', () => {
    const before = user({ sessions: [a], challenges: [challenge('b')] })
    expect(approved.admit(before, signInRequest('c'), NOW).result.status).toBe('challenged')
  })

  it('an approved challenge takes one until its time to redeem has passed', () => {
    const holds = challenge('b', { status: 'approved', expiresAt: NOW + MINUTE })
    const before = user({ sessions: [a], challenges: [holds] })
    expect(approved.admit(before, signInRequest('c'), NOW + MINUTE - 1).result).toStrictEqual({
      status: 'rejected',
      reason: 'session-limit-reached',
      limit: 2,
      active: [a],
    })
    expect(approved.admit(before, signInRequest('c'), NOW + MINUTE).result.status).toBe('challenged')
  })

  it.each(['pending', 'approved'] as const)('a newer login of the device supersedes its %s one', (status) => {
    const before = user({ sessions: [a], challenges: [challenge('b', { status }), challenge('c')] })
    const again = signInRequest('b2', { device: challenge('b').device })
    const older = challenge('b', { status: 'superseded', closedAt: NOW })
    const newer = challenge('b2', { device: challenge('b').device })
    const change = approved.admit(before, again, NOW)
    expect(change.result.status).toBe('challenged')
    expect(change.writes.challenges).toStrictEqual([older, newer])
    expect(change.events).toStrictEqual([closed(older), created(newer)])
  })

  it('an older login of the device that is over already is left alone', () => {
    const denied = challenge('b', { status: 'denied', closedAt: NOW })
    const again = signInRequest('b2', { device: denied.device })
    const change = approved.admit(user({ sessions: [a], challenges: [denied] }), again, NOW)
    expect(change.writes.challenges.map(({ id }) => id)).toStrictEqual(['challenge-b2'])
  })

  it('is not counted against the device that asks again', () => {
    const before = user({ sessions: [a], challenges: [challenge('b'), challenge('c'), challenge('d')] })
    const again = signInRequest('d2', { device: challenge('d').device })
    expect(approved.admit(before, again, NOW).result).toMatchObject({ challenge: { prompt: true } })
  })
})

describe('the same device again', () => {
  const again = signInRequest('a2', { device: a.device })
  const replaced = session('a', { endedAt: NOW, endReason: 'replaced', endedBy: 'session-a2' })
  const fresh = session('a2', { device: a.device })

  it.each<OnLimit>(['reject', 'end-oldest', 'end-least-recent', 'end-all'])(
    'G7 gets its own seat, without approval and without ending others, under %s',
    (onLimit) => {
      const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 2, onLimit })
      expect(policy.admit(user({ sessions: [a, b] }), again, NOW)).toStrictEqual({
        writes: { sessions: [replaced, fresh], challenges: [] },
        events: [ended(replaced), started(fresh)],
        result: { status: 'admitted', session: fresh, ended: [replaced] },
      })
    },
  )

  it('G7 ends no other for seats that approved logins hold', () => {
    const policy = new SessionPolicy({ maxSessions: 2, onLimit: 'end-oldest' })
    const before = user({ sessions: [a, b], challenges: [challenge('c', { status: 'approved' })] })
    expect(policy.admit(before, again, NOW).result).toStrictEqual({
      status: 'admitted',
      session: fresh,
      ended: [replaced],
    })
  })

  it('is not known without an id', () => {
    const { id: _, ...device } = a.device
    const change = free.admit(user({ sessions: [{ ...a, device }] }), signInRequest('b', { device }), NOW)
    expect(change.result).toMatchObject({ status: 'admitted', ended: [] })
  })

  it('is not one whose session has ended', () => {
    const before = user({ sessions: [replaced, b, c] })
    expect(free.admit(before, signInRequest('a3', { device: a.device }), NOW).result.status).toBe('rejected')
  })

  it('takes its place also where its challenge waits, which is superseded', () => {
    const before = user({ challenges: [challenge('a'), challenge('b')] })
    const superseded = challenge('a', { status: 'superseded', closedAt: NOW })
    expect(free.admit(before, again, NOW).writes).toStrictEqual({
      sessions: [fresh],
      challenges: [superseded],
    })
  })

  it('gets the seat that is reserved for its approved login', () => {
    const before = user({ sessions: [b], challenges: [challenge('a', { status: 'approved' })] })
    expect(free.admit(before, again, NOW).result.status).toBe('admitted')
  })
})
