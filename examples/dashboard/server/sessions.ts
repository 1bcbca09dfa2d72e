import { SessionManager, type SessionPolicy, singleSession, twoSessions } from '@seatkit/core'
import { jwtTokens } from '@seatkit/core/jwt'
import type { Database } from './database.ts'
import type { Keys } from './keys.ts'
import type { Settings } from './settings.ts'

export function createSessions(
  settings: Settings,
  { store, bus }: Pick<Database, 'store' | 'bus'>,
  keys: Keys,
): SessionManager {
  return new SessionManager({
    store,
    ...(bus && { bus }),
    secret: keys.codes,
    policy: policyOf(settings),
    ...(settings.token === 'jwt' && {
      tokens: jwtTokens({
        keys: [{ kid: '1', alg: 'HS256', key: keys.jwt }],
        issuer: 'seatkit-dashboard',
        audience: 'seatkit-dashboard',
      }),
    }),
  })
}

function policyOf({ policy, ...settings }: Settings): SessionPolicy {
  const timeouts = {
    idleTimeout: settings.idleTimeoutMs,
    absoluteTimeout: settings.absoluteTimeoutMs,
    challenge: { timeout: settings.challengeTimeoutMs, codeShownOn: settings.codeShownOn },
  }
  return policy === 'single-session' ? singleSession(timeouts) : twoSessions(timeouts)
}
