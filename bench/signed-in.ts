import {
  type Duration,
  type Session,
  SessionManager,
  SessionPolicy,
  type SessionStore,
  type SignIn,
} from '@seatkit/core'

/** Longer than all that is measured takes together: no activity is due. */
const TOUCH_INTERVAL = '2h'

/** A manager without a sweep, so that nothing but what is measured goes on. */
export function managerOf(store: SessionStore, touchInterval: Duration = TOUCH_INTERVAL): SessionManager {
  const policy = new SessionPolicy({
    maxSessions: 1,
    approvalFrom: 'never',
    idleTimeout: '24h',
    touchInterval,
  })
  return new SessionManager({ store, policy, secret: 'x'.repeat(32), sweepInterval: 'never' })
}

export interface SignedIn {
  readonly token: string
  readonly session: Session
}

const IN_FLIGHT = 64

/** Signs in `count` users, from number `first` on: one session each. */
export async function signInUsers(
  sessions: SessionManager,
  count: number,
  first: number = 0,
): Promise<SignedIn[]> {
  const signedIn: SignedIn[] = []
  let next = first
  const worker = async () => {
    while (next < first + count) {
      const outcome = await signInUser(sessions, next++)
      if (outcome.status !== 'admitted') throw new Error(`a first login was ${outcome.status}`)
      signedIn.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return signedIn
}

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

/** Signs in with an id, a browser and a device cookie as long as real ones: their bytes count. */
export function signInUser(sessions: SessionManager, number: number): Promise<SignIn> {
  const digits = number.toString(16).padStart(12, '0')
  return sessions.signIn(`6f1d2c1e-93b4-4c5a-8d0e-${digits}`, {
    device: { id: digits.padStart(43, 'device-'), userAgent: USER_AGENT, ip: '203.0.113.77' },
  })
}

/** One after the other, from the start again after the last. */
export function inTurn(signedIn: readonly SignedIn[]): () => SignedIn {
  let next = 0
  return () => {
    const one = signedIn[next++ % signedIn.length]
    if (one === undefined) throw new Error('nobody is signed in')
    return one
  }
}
