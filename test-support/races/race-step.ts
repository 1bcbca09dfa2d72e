import type { SessionPolicy, SessionStore } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'

/** One call that takes part in a race. Logins have names, from which `signInRequest` makes their ids. */
export interface RaceStep {
  readonly does: 'admit' | 'answer' | 'answer wrong' | 'redeem' | 'touch' | 'end'
  /** The login it is about. */
  readonly name: string
  /** The login that answers. */
  readonly by?: string
}

/** What came of a step: the status of its answer, 'active' or 'refused' for a touch, or the name of the error. */
export async function takeStep(
  store: SessionStore,
  policy: SessionPolicy,
  userId: string,
  step: RaceStep,
): Promise<string> {
  try {
    return await take(store, policy, userId, step)
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}

async function take(
  store: SessionStore,
  policy: SessionPolicy,
  userId: string,
  { does, name, by }: RaceStep,
): Promise<string> {
  const login = signInRequest(name)
  const { sessionId, challengeId, ticketHash, credentialHash } = login
  switch (does) {
    case 'admit':
      return (await store.update(userId, (user, now) => policy.admit(user, login, now))).result.status
    case 'answer':
    case 'answer wrong': {
      const codeHash = does === 'answer' ? login.codeHash : 'another'
      const request = { sessionId: `session-${by}`, challengeId, codeHash }
      return (await store.update(userId, (user, now) => policy.answer(user, request, now))).result.status
    }
    case 'redeem': {
      const request = { challengeId, ticketHash, sessionId, credentialHash }
      return (await store.update(userId, (user, now) => policy.redeem(user, request, now))).result.status
    }
    case 'touch':
      return (await store.touch(userId, sessionId, credentialHash, 1)) === null ? 'refused' : 'active'
    case 'end': {
      const request = { sessionId, reason: 'revoked' } as const
      const { result } = await store.update(userId, (user, now) => policy.end(user, request, now))
      return result === null ? 'unknown' : 'ended'
    }
  }
}
