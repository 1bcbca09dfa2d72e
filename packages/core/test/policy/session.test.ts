import { asOf, deadlineOf, isActive, isSameDevice, summarizeSession, touchSession } from '@seatkit/core'
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

it('G2 a summary holds no credential', () => {
  const { credentialHash: _, ...rest } = ended
  expect(summarizeSession(ended)).toStrictEqual(rest)
})
