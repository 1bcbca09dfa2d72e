import { SessionPolicy, summarizeChallenge } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { closed, created } from './events.ts'
import { challenge, MINUTE, NO_WRITES, NOW, session, user } from './facts.ts'

const policy = new SessionPolicy({ challenge: { codeShownOn: 'trusted-device' } })
const a = session('a')
const { codeHash: _, ...withoutCode } = challenge('b', { codeShownOn: 'trusted-device' })
const shown = { ...withoutCode, codeHash: 'code-b', codeShownBy: 'session-a' }
const unshown = user({ sessions: [a], challenges: [withoutCode] })
const waiting = user({ sessions: [a], challenges: [shown] })
const ask = { sessionId: 'session-a', challengeId: 'challenge-b', codeHash: 'code-b' }
const typed = { challengeId: 'challenge-b', ticketHash: 'ticket-b', codeHash: 'code-b' }
const later = NOW + 5

describe('where a trusted device shows the code', () => {
  it('G6 there is none until one asks', () => {
    expect(policy.admit(user({ sessions: [a] }), signInRequest('b'), NOW)).toStrictEqual({
      writes: {
        sessions: [],
        challenges: [withoutCode],
        prompts: { count: 1, lastAt: NOW, mutedUntil: 0 },
      },
      events: [created(withoutCode)],
      result: { status: 'challenged', challenge: summarizeChallenge(withoutCode) },
    })
  })

  it('G6 it is bound to the session that asks, and nobody is told', () => {
    expect(policy.showCode(unshown, ask, later)).toStrictEqual({
      writes: { sessions: [], challenges: [shown] },
      events: [],
      result: { status: 'shown', challenge: summarizeChallenge(shown) },
    })
  })

  it('G5 a new one voids the one before, and refills no count', () => {
    const before = {
      ...waiting,
      challenges: [{ ...shown, wrongAnswers: 2 }],
      wrongAnswers: { count: 7, lastAt: NOW },
    }
    const change = policy.showCode(before, { ...ask, codeHash: 'code-new' }, later)
    expect(change.writes).toStrictEqual({
      sessions: [],
      challenges: [{ ...shown, codeHash: 'code-new', wrongAnswers: 2 }],
    })
    const renewed = { ...before, challenges: change.writes.challenges }
    expect(policy.answerPending(renewed, typed, later).result).toStrictEqual({
      status: 'wrong-code',
      attemptsLeft: 2,
    })
  })

  it('asking again in the same request changes nothing more', () => {
    expect(policy.showCode(waiting, ask, later)).toMatchObject({
      writes: NO_WRITES,
      result: { status: 'shown' },
    })
  })

  it('G2 G5 the waiting device types it, and is approved by the session that shows it', () => {
    const approved = {
      ...shown,
      status: 'approved',
      expiresAt: later + MINUTE,
      approvedBy: 'session-a',
    } as const
    expect(policy.answerPending(waiting, typed, later)).toStrictEqual({
      writes: { sessions: [], challenges: [approved] },
      events: [closed(approved, 'session-a', later)],
      result: { status: 'approved', challenge: summarizeChallenge(approved) },
    })
  })

  it('G5 a wrong one is counted against the challenge and the user, and said of no session', () => {
    const counted = { ...shown, wrongAnswers: 1 }
    expect(policy.answerPending(waiting, { ...typed, codeHash: 'code-x' }, later)).toStrictEqual({
      writes: { sessions: [], challenges: [counted], wrongAnswers: { count: 1, lastAt: later } },
      events: [
        {
          type: 'answer.rejected',
          userId: 'user',
          at: later,
          challenge: summarizeChallenge(counted),
          attemptsLeft: 4,
        },
      ],
      result: { status: 'wrong-code', attemptsLeft: 4 },
    })
  })

  it('G5 the fifth wrong one exhausts it, and the budget of the user holds', () => {
    const before = { ...waiting, challenges: [{ ...shown, wrongAnswers: 4 }] }
    const change = policy.answerPending(before, { ...typed, codeHash: 'code-x' }, later)
    expect(change.writes.challenges).toMatchObject([{ status: 'exhausted', wrongAnswers: 5 }])
    const spent = { ...waiting, wrongAnswers: { count: 10, lastAt: NOW } }
    expect(policy.answerPending(spent, typed, later)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status: 'too-many-attempts', retryAt: NOW + 30_000 },
    })
  })

  it("R35 what is typed before there is a code uses up the challenge, and nothing of the user's", () => {
    const before = { ...waiting, challenges: [withoutCode] }
    const change = policy.answerPending(before, typed, later)
    expect(change.result).toStrictEqual({ status: 'wrong-code', attemptsLeft: 4 })
    expect(change.writes).toStrictEqual({ sessions: [], challenges: [{ ...withoutCode, wrongAnswers: 1 }] })
  })

  it('G1 none is compared when no seat is free', () => {
    const full = { ...waiting, sessions: [a, session('c')] }
    expect(policy.answerPending(full, typed, NOW).result.status).toBe('session-limit-reached')
  })

  it.each([
    ['ended', { ...a, endedAt: NOW, endReason: 'signed-out' } as const],
    ['timed out', { ...a, expiresAt: later }],
  ])('G5 it is void once the session that shows it has %s', (_, over) => {
    const before = { ...waiting, sessions: [over, session('c')] }
    const three = new SessionPolicy({ maxSessions: 3, challenge: { codeShownOn: 'trusted-device' } })
    expect(three.answerPending(before, typed, later).result).toStrictEqual({
      status: 'wrong-code',
      attemptsLeft: 4,
    })
  })

  it('G5 P9 what is missing equals nothing: no code yet, no session that shows it, an empty hash', () => {
    for (const challenge of [withoutCode, { ...withoutCode, codeHash: 'code-b' }]) {
      for (const codeHash of ['', 'code-b']) {
        const before = { ...waiting, challenges: [challenge] }
        expect(policy.answerPending(before, { ...typed, codeHash }, NOW).result.status).toBe('wrong-code')
      }
    }
    const { codeHash: _, ...damaged } = challenge('b')
    const empty = { ...ask, codeHash: '' }
    expect(policy.answer({ ...waiting, challenges: [damaged] }, empty, NOW).result.status).toBe('wrong-code')
  })

  it('G4 an approval is void when that session is revoked before it is redeemed', () => {
    const { writes } = policy.answerPending(waiting, typed, later)
    const approved = { ...waiting, challenges: writes.challenges }
    const revoked = policy.end(approved, { sessionId: 'session-a', reason: 'revoked' }, later)
    expect(revoked.writes.challenges).toMatchObject([{ status: 'denied' }])
  })
})

describe('who may ask for a code', () => {
  it.each([
    ['nobody who is not signed in', { ...ask, sessionId: 'session-x' }, 'session-required'],
    ['nobody, for a login that is not there', { ...ask, challengeId: 'challenge-x' }, 'unknown'],
  ])('%s', (_, request, status) => {
    expect(policy.showCode(unshown, request, NOW)).toStrictEqual({
      writes: NO_WRITES,
      events: [],
      result: { status },
    })
  })

  it('G6 not the waiting device itself', () => {
    const own = user({ sessions: [session('a', { device: withoutCode.device })], challenges: [withoutCode] })
    expect(policy.showCode(own, ask, NOW).result).toStrictEqual({ status: 'unknown' })
  })

  it('nobody, once it is over', () => {
    const over = user({ sessions: [a], challenges: [{ ...shown, status: 'denied', closedAt: NOW }] })
    const answer = { status: 'over', challengeStatus: 'denied' }
    expect(policy.showCode(over, ask, NOW).result).toStrictEqual(answer)
    expect(policy.answerPending(over, typed, NOW).result).toStrictEqual(answer)
  })
})

describe('the other direction', () => {
  const newDevice = user({ sessions: [a], challenges: [challenge('b')] })

  it('G5 is refused, and nothing is compared or counted, whatever the policy says by now', () => {
    for (const rules of [policy, new SessionPolicy()]) {
      const refused = { writes: NO_WRITES, events: [], result: { status: 'wrong-direction' } }
      expect(rules.answer(waiting, ask, NOW)).toStrictEqual(refused)
      expect(rules.answerPending(newDevice, typed, NOW)).toStrictEqual(refused)
      expect(rules.showCode(newDevice, ask, NOW)).toStrictEqual(refused)
      expect(rules.answer(newDevice, ask, NOW).result.status).toBe('approved')
      expect(rules.answerPending(waiting, typed, NOW).result.status).toBe('approved')
    }
  })

  it('is told to nobody without the ticket', () => {
    const stolen = { ...typed, ticketHash: 'ticket-x' }
    expect(policy.answerPending(waiting, stolen, NOW).result).toStrictEqual({ status: 'unknown' })
  })
})
