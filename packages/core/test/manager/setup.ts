import {
  type Device,
  memoryStore,
  opaqueTokens,
  type SessionEvent,
  SessionManager,
  type SessionManagerOptions,
  type SignedIn,
  type SignIn,
  type TokenFormat,
  type Waiting,
} from '@seatkit/core'
import { jwtTokens } from '@seatkit/core/jwt'
import { type ManualClock, manualClock } from '@seatkit/core/testing'

export const SECRET = 'a secret of at least thirty-two bytes'
export const MINUTE = 60_000
export const HOUR = 3_600_000

/** Both token formats, for `describe.each`. */
export const TOKEN_FORMATS: readonly (readonly [name: string, make: (clock: ManualClock) => TokenFormat])[] =
  [
    ['opaque tokens', () => opaqueTokens()],
    [
      'JWTs',
      (clock) =>
        jwtTokens({
          keys: [{ kid: 'k', alg: 'HS256', key: SECRET }],
          issuer: 'test',
          audience: 'test',
          clock: clock.now,
        }),
    ],
  ]

export interface Setup {
  readonly sessions: SessionManager
  readonly clock: ManualClock
  /** What `onEvent` was told, in order. */
  readonly events: SessionEvent[]
  /** What `onError` was told. */
  readonly errors: unknown[]
}

/** A manager on a store in memory, with a clock that stands still. */
export function setup(
  options: Partial<SessionManagerOptions> = {},
  tokens: (clock: ManualClock) => TokenFormat = () => opaqueTokens(),
): Setup {
  const clock = manualClock()
  const events: SessionEvent[] = []
  const errors: unknown[] = []
  const sessions = new SessionManager({
    store: memoryStore({ clock: clock.now }),
    secret: SECRET,
    tokens: tokens(clock),
    sweepInterval: 'never',
    onEvent: (event) => void events.push(event),
    onError: (error) => void errors.push(error),
    ...options,
  })
  return { sessions, clock, events, errors }
}

export function device(name: string): Device {
  return { id: `device-${name}`, userAgent: name, ip: '127.0.0.1' }
}

export function admitted(outcome: SignIn): SignedIn {
  if (outcome.status === 'admitted') return outcome
  throw new Error(`expected an admitted login, not one that is ${outcome.status}`)
}

/** A login that waits and shows its code. */
export interface WaitingWithCode extends Waiting {
  readonly challenge: Waiting['challenge'] & { readonly code: string }
}

export function challenged(outcome: SignIn): WaitingWithCode {
  const { challenge } = waits(outcome)
  if (challenge.code === undefined) throw new Error('expected a login that shows its code')
  return outcome as WaitingWithCode
}

export function waits(outcome: SignIn): Waiting {
  if (outcome.status === 'challenged') return outcome
  throw new Error(`expected a login that waits, not one that is ${outcome.status}`)
}

/** Alice signed in on one device, and waiting on another. */
export async function firstAndWaiting(
  sessions: SessionManager,
): Promise<{ readonly first: SignedIn; readonly waiting: WaitingWithCode }> {
  const first = admitted(await sessions.signIn('alice', { device: device('a') }))
  const waiting = challenged(await sessions.signIn('alice', { device: device('b') }))
  return { first, waiting }
}

/** Alice signed in on two devices. */
export async function firstAndSecond(
  sessions: SessionManager,
): Promise<{ readonly first: SignedIn; readonly second: SignedIn }> {
  const { first, waiting } = await firstAndWaiting(sessions)
  await sessions.answer(first.session, waiting.challenge.id, waiting.challenge.code)
  const second = await sessions.redeem(waiting.ticket)
  if (second.status !== 'admitted') throw new Error(`expected a session, not ${second.status}`)
  return { first, second }
}

/** A code of the right form that is not this one. */
export function otherThan(code: string): string {
  return code === '000000' ? '000001' : '000000'
}
