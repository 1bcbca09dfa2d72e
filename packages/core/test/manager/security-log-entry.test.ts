import { type SecurityLogEntry, type SessionEvent, SessionPolicy, securityLogEntry } from '@seatkit/core'
import { expect, it } from 'vitest'
import { admitted, challenged, device, firstAndSecond, firstAndWaiting, otherThan, setup } from './setup.ts'

const NOW = 1_700_000_000_000
const DATETIME = '2023-11-14T22:13:20.000Z'
const FROM = { source_ip: '192.0.2.1', useragent: 'Firefox' }
const HAPPENED = { userId: 'alice', at: NOW }
const DEVICE = { id: 'd', ip: '192.0.2.1', userAgent: 'Firefox' }
const SESSION = {
  id: 's',
  userId: 'alice',
  device: DEVICE,
  createdAt: NOW,
  authenticatedAt: NOW,
  lastActiveAt: NOW,
  idleTimeoutMs: 1,
  expiresAt: NOW + 1,
}
const CHALLENGE = {
  id: 'c',
  device: DEVICE,
  createdAt: NOW,
  expiresAt: NOW + 1,
  codeShownOn: 'new-device',
  prompt: true,
} as const

it.each<readonly [SessionEvent, Partial<SecurityLogEntry>]>([
  [
    { ...HAPPENED, type: 'session.started', session: SESSION, challengeId: 'c' },
    {
      event: 'session_created:alice',
      level: 'INFO',
      description: 'A session began',
      session: 's',
      challenge: 'c',
    },
  ],
  [
    { ...HAPPENED, type: 'session.rotated', session: SESSION },
    { event: 'session_renewed:alice', level: 'INFO', description: 'A session got a new token', session: 's' },
  ],
  [
    { ...HAPPENED, type: 'session.rotated', session: SESSION, reauthenticated: true },
    {
      event: 'session_renewed:alice',
      level: 'INFO',
      description: 'A session got a new token',
      session: 's',
      reason: 'reauthenticated',
    },
  ],
  [
    {
      ...HAPPENED,
      type: 'session.ended',
      session: { ...SESSION, endedAt: NOW, endReason: 'revoked', endedBy: 'other' },
    },
    {
      event: 'session_expired:alice,revoked',
      level: 'INFO',
      description: 'A session ended',
      session: 's',
      reason: 'revoked',
      by: 'other',
    },
  ],
  [
    { ...HAPPENED, type: 'challenge.created', challenge: CHALLENGE },
    {
      event: 'authn_challenge_created:alice',
      level: 'INFO',
      description: 'A login waits for approval',
      challenge: 'c',
    },
  ],
  [
    { ...HAPPENED, type: 'answer.rejected', challenge: CHALLENGE, by: 's', attemptsLeft: 4 },
    {
      event: 'authn_login_fail:alice',
      level: 'WARN',
      description: 'A wrong code was typed for a login that waits',
      challenge: 'c',
      by: 's',
    },
  ],
  [
    { ...HAPPENED, type: 'challenge.closed', challenge: CHALLENGE, status: 'exhausted', by: 's' },
    {
      event: 'authn_login_fail_max:alice,5',
      level: 'WARN',
      description: 'Too many wrong codes were typed for a login',
      challenge: 'c',
      by: 's',
      reason: 'exhausted',
    },
  ],
  [
    { ...HAPPENED, type: 'challenge.closed', challenge: CHALLENGE, status: 'approved' },
    {
      event: 'authn_challenge_closed:alice,approved',
      level: 'INFO',
      description: 'A login was decided, or gave up',
      challenge: 'c',
      reason: 'approved',
    },
  ],
  [
    { ...HAPPENED, type: 'challenge.closed', challenge: CHALLENGE, status: 'denied', by: 's' },
    {
      event: 'authn_challenge_closed:alice,denied',
      level: 'WARN',
      description: 'A login was decided, or gave up',
      challenge: 'c',
      by: 's',
      reason: 'denied',
    },
  ],
  [
    { ...HAPPENED, type: 'sign-in.rejected', reason: 'session-limit-reached', device: DEVICE, limit: 2 },
    {
      event: 'excess_sessions_exceeded:alice,2',
      level: 'WARN',
      description: 'A login was refused: every seat is taken',
      reason: 'session-limit-reached',
    },
  ],
  [
    { ...HAPPENED, type: 'sign-in.rejected', reason: 'too-many-challenges', device: DEVICE, limit: 3 },
    {
      event: 'excess_rate_limit_exceeded:alice,3',
      level: 'WARN',
      description: 'A login was refused: too many wait',
      reason: 'too-many-challenges',
    },
  ],
])('R53 writes $0.type in OWASP’s words', (event, entry) => {
  expect(securityLogEntry(event)).toStrictEqual({ datetime: DATETIME, userid: 'alice', ...FROM, ...entry })
})

it('R53 R54 writes one entry for everything that happens, from the audit trail as from the events', async () => {
  const { sessions, events } = setup()
  const { first, second } = await firstAndSecond(sessions)
  await sessions.reauthenticated(first.session)
  await sessions.signIn('alice', { device: device('c') })
  await sessions.signOut(second.session)
  const waiting = challenged(await sessions.signIn('alice', { device: device('d') }))
  await sessions.answer(first.session, waiting.challenge.id, otherThan(waiting.challenge.code))
  await sessions.endAll('alice', 'user-disabled')
  const { items } = await sessions.audit('alice', { limit: 100 })
  expect(items.toReversed().map(securityLogEntry)).toEqual(events.map(securityLogEntry))
  expect(events.map((event) => securityLogEntry(event).event)).toEqual([
    'session_created:alice',
    'authn_challenge_created:alice',
    'authn_challenge_closed:alice,approved',
    'authn_challenge_closed:alice,redeemed',
    'session_created:alice',
    'session_renewed:alice',
    'excess_sessions_exceeded:alice,2',
    'session_expired:alice,signed-out',
    'authn_challenge_created:alice',
    'authn_login_fail:alice',
    'authn_challenge_closed:alice,denied',
    'session_expired:alice,user-disabled',
  ])
})

it('R55 is one line as JSON, and as text, whatever a client or a user is called', async () => {
  const odd = 'a\r\n{"event":"x"}\u2028\u0085\u202E\u001b[2J\0'
  const { sessions, events } = setup({ policy: new SessionPolicy({ maxSessions: 1 }) })
  await sessions.signIn(odd.replace('\0', ''), { device: { userAgent: odd, ip: odd } })
  const raw: SessionEvent = {
    ...HAPPENED,
    type: 'sign-in.rejected',
    reason: 'session-limit-reached',
    userId: odd,
    device: { userAgent: odd, ip: odd },
    limit: 1,
  }
  const entries = [...events, raw].map(securityLogEntry)
  expect(entries).toHaveLength(2)
  for (const entry of entries) {
    expect(JSON.stringify(entry)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
    for (const text of Object.values(entry)) expect(text).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
  }
})

it('G6 R16 holds no token, no ticket, no code and no hash', async () => {
  const { sessions, events } = setup()
  const { first, waiting } = await firstAndWaiting(sessions)
  const renewed = await sessions.rotate(first.session)
  const log = JSON.stringify(events.map(securityLogEntry))
  const secrets = [first.token, renewed?.token, waiting.ticket].map((text) => text?.split('.').at(-1) ?? '')
  for (const secret of [...secrets, first.session.credentialHash, `"${waiting.challenge.code}"`]) {
    expect(secret).not.toBe('')
    expect(log).not.toContain(secret)
  }
})

it('R55 cuts a user agent before it looks at it: one of 8 MB costs no more than another', async () => {
  const { sessions } = setup()
  const userAgent = '(((((Mozilla/5.0 '.repeat(500_000)
  const { session } = admitted(await sessions.signIn('alice', { device: { userAgent, ip: '' } }))
  expect(session.device.userAgent).toHaveLength(512)
})
