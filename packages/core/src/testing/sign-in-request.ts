import type { SignInRequest } from '../policy/index.ts'

/**
 * A login for tests of a policy: `signInRequest('a')` signs in device `a`. The ids are made from the name, so a test can
 * say what it expects: session `session-a`, challenge `challenge-a`, and hashes of that form.
 */
export function signInRequest(name: string, overrides: Partial<SignInRequest> = {}): SignInRequest {
  return {
    sessionId: `session-${name}`,
    credentialHash: `credential-${name}`,
    challengeId: `challenge-${name}`,
    ticketHash: `ticket-${name}`,
    codeHash: `code-${name}`,
    device: { id: `device-${name}`, userAgent: 'test', ip: '127.0.0.1' },
    ...overrides,
  }
}
