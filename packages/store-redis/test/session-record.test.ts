import type { Session } from '@seatkit/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionOf, sessionRecord } from '../src/session-record.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'

function sessionFrom(userAgent: string): Session {
  return {
    id: 'session',
    userId: 'user',
    credentialHash: 'hash',
    device: { userAgent, ip: '127.0.0.1' },
    createdAt: 1_700_000_000_001,
    authenticatedAt: 1_700_000_000_001,
    lastActiveAt: 2,
    idleTimeoutMs: 3,
    expiresAt: 4,
  }
}

describe('a session as text', () => {
  const pieces = fc.constantFrom('Mozilla/5.0 (', ') AppleWebKit/537.36 (KHTML, like Gecko) ', '\n', ')', 'x')
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 8 }).map((some) => some.join('')),
  )

  it('is read as it was written, whatever the device says it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(CHROME, FIREFOX), texts), (userAgent) => {
        const session = sessionFrom(userAgent)
        expect(sessionOf('user', 'session', sessionRecord(session))).toEqual(session)
      }),
    )
  })

  it.each<Partial<Session>>([
    { authenticatedAt: 1_699_999_999_000 },
    { authenticatedAt: 1_700_000_060_000 },
    { previousHash: 'before', previousExpiresAt: 5 },
    { device: { id: 'device', userAgent: '', ip: '' }, previousHash: 'before', previousExpiresAt: 5 },
    { endedAt: 6, endReason: 'revoked', endedBy: 'other', previousHash: 'before', previousExpiresAt: 5 },
    { endedAt: 6, endReason: 'idle-timeout' },
  ])('is read as it was written, with %j', (some) => {
    const session = { ...sessionFrom(FIREFOX), ...some }
    expect(sessionOf('user', 'session', sessionRecord(session))).toStrictEqual(session)
  })

  it('leaves out what most browsers say alike', () => {
    const saved =
      CHROME.length - (sessionRecord(sessionFrom(CHROME)).length - sessionRecord(sessionFrom('')).length)
    expect(saved).toBeGreaterThan(45)
  })
})
