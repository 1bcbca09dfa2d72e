import {
  asOf,
  deadlineOf,
  endingAllowedAt,
  isActive,
  isFresh,
  isSameDevice,
  rotateSession,
  summarizeSession,
  touchSession,
} from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, NOW, session } from './facts.ts'

const idle = session('a', { idleTimeoutMs: HOUR, expiresAt: NOW + 2 * HOUR })
const absolute = session('a', { idleTimeoutMs: 2 * HOUR, expiresAt: NOW + HOUR })
const both = session('a', { idleTimeoutMs: HOUR, expiresAt: NOW + HOUR })
const ended = session('a', { endedAt: NOW + 1, endReason: 'revoked' })

describe('time', () => {
  it.each([
    ['idle', idle],
    ['absolute', absolute],
    ['both', both],
  ])('G7 a session is active until the millisecond before its %s deadline', (_, session) => {
    expect(deadlineOf(session)).toBe(NOW + HOUR)
    expect(isActive(session, NOW + HOUR - 1)).toBe(true)
    expect(isActive(session, NOW + HOUR)).toBe(false)
    expect(isActive(session, NOW + HOUR + 1)).toBe(false)
  })

  it('G3 a session that has ended is not active, whatever time it has left', () => {
    expect(isActive(ended, NOW)).toBe(false)
  })

  it.each([
    ['idle-timeout', idle],
    ['absolute-timeout', absolute],
    ['absolute-timeout', both],
  ])('G9 it ends by %s at its deadline, not when somebody looks', (endReason, session) => {
    expect(asOf(session, NOW + HOUR - 1)).toBe(session)
    expect(asOf(session, NOW + HOUR)).toStrictEqual({ ...session, endedAt: NOW + HOUR, endReason })
    expect(asOf(session, NOW + 9 * HOUR)).toStrictEqual({ ...session, endedAt: NOW + HOUR, endReason })
  })

  it('G3 an end that is recorded stays as it is', () => {
    expect(asOf(ended, NOW + 9 * HOUR)).toBe(ended)
  })
})

describe('the same device', () => {
  const device = { userAgent: 'test', ip: '127.0.0.1' }

  it('is the one with the same id, whatever its address and user agent', () => {
    expect(isSameDevice({ ...device, id: 'a' }, { userAgent: 'other', ip: '::1', id: 'a' })).toBe(true)
    expect(isSameDevice({ ...device, id: 'a' }, { ...device, id: 'b' })).toBe(false)
  })

  it('is never one without an id', () => {
    expect(isSameDevice(device, device)).toBe(false)
    expect(isSameDevice(device, { ...device, id: 'a' })).toBe(false)
    expect(isSameDevice({ ...device, id: 'a' }, device)).toBe(false)
  })
})

describe('touch', () => {
  it('records activity once an interval has passed', () => {
    expect(touchSession(idle, 'credential-a', MINUTE, NOW + MINUTE - 1)).toBe(idle)
    expect(touchSession(idle, 'credential-a', MINUTE, NOW + MINUTE)).toStrictEqual({
      ...idle,
      lastActiveAt: NOW + MINUTE,
    })
  })

  it('records it at least every tenth of the idle limit, so that a session ends at most that much early', () => {
    expect(touchSession(idle, 'credential-a', HOUR, NOW + 6 * MINUTE - 1)).toBe(idle)
    expect(touchSession(idle, 'credential-a', HOUR, NOW + 6 * MINUTE)?.lastActiveAt).toBe(NOW + 6 * MINUTE)
  })

  it('never moves activity backwards', () => {
    expect(touchSession(idle, 'credential-a', 1, NOW - MINUTE)).toBe(idle)
  })

  it('G3 does not revive what has ended, by time or by somebody', () => {
    expect(touchSession(idle, 'credential-a', MINUTE, NOW + HOUR)).toBeNull()
    expect(touchSession(ended, 'credential-a', MINUTE, NOW)).toBeNull()
  })

  it('does not keep a session alive for who lacks its credential', () => {
    expect(touchSession(idle, 'credential-b', MINUTE, NOW + MINUTE)).toBeNull()
  })
})

describe('the credential before a rotation', () => {
  const rotated = rotateSession(idle, 'credential-b', 10_000, NOW + 5)

  it('R13 finds the session for the grace, and records no activity', () => {
    expect(touchSession(rotated, 'credential-a', 1, NOW + 5)).toBe(rotated)
    expect(touchSession(rotated, 'credential-a', 1, NOW + 10_004)).toBe(rotated)
    expect(touchSession(rotated, 'credential-a', 1, NOW + 10_005)).toBeNull()
    expect(touchSession(rotated, 'credential-b', 1, NOW + 10_004)?.lastActiveAt).toBe(NOW + 10_004)
    expect(touchSession(rotated, 'credential-c', 1, NOW + 5)).toBeNull()
  })

  it('G3 G4 is dead as soon as the session has ended, by somebody or by time', () => {
    const over = { ...rotated, endedAt: NOW + 6, endReason: 'revoked' } as const
    expect(touchSession(over, 'credential-a', 1, NOW + 6)).toBeNull()
    expect(touchSession({ ...rotated, expiresAt: NOW + 6 }, 'credential-a', 1, NOW + 6)).toBeNull()
  })

  it('R13 is forgotten by the next rotation, and never known where there is no grace', () => {
    const again = rotateSession(rotated, 'credential-c', 10_000, NOW + 6)
    expect(touchSession(again, 'credential-a', 1, NOW + 6)).toBeNull()
    expect(touchSession(again, 'credential-b', 1, NOW + 6)).toBe(again)
    expect(rotateSession(rotated, 'credential-c', 0, NOW + 6)).toStrictEqual({
      ...idle,
      credentialHash: 'credential-c',
      lastActiveAt: NOW + 6,
    })
  })
})

it('R12 is fresh until exactly so long after its user was last authenticated', () => {
  expect(isFresh(idle, MINUTE, NOW + MINUTE - 1)).toBe(true)
  expect(isFresh(idle, MINUTE, NOW + MINUTE)).toBe(false)
  expect(isFresh({ ...idle, authenticatedAt: NOW + 1 }, MINUTE, NOW + MINUTE)).toBe(true)
})

it('R35 may end older sessions from its age on, and others at once', () => {
  const newer = { ...idle, createdAt: NOW + 1 }
  expect(endingAllowedAt(newer, idle, HOUR)).toBe(NOW + 1 + HOUR)
  expect(endingAllowedAt(idle, newer, HOUR)).toBe(0)
  expect(endingAllowedAt(idle, session('b'), HOUR)).toBe(0)
})

it('G2 a summary holds no credential', () => {
  const { credentialHash: _, ...rest } = ended
  expect(summarizeSession(ended)).toStrictEqual(rest)
  expect(JSON.stringify(summarizeSession(rotateSession(idle, 'new', 1, NOW)))).not.toMatch(
    /previous|credential/,
  )
})
