import { applyWrites, emptyUser, SessionPolicy, type UserSessions } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { type Rate, rateOf } from './rate.ts'

const NOW = 1_700_000_000_000
const BATCH = 1_000

/** Decisions of the policy on one core, without a store. */
export function policyRates(): Rate[] {
  const policy = new SessionPolicy({ maxSessions: 2, approvalFrom: 'never' })
  const first = signInRequest('a')
  const third = signInRequest('c')
  const empty = emptyUser()
  const full = ['a', 'b'].reduce<UserSessions>(
    (user, name) => applyWrites(user, policy.admit(user, signInRequest(name), NOW).writes),
    empty,
  )
  const credential = { sessionId: first.sessionId, credentialHash: first.credentialHash }
  const repeat = (decide: () => unknown) => () => {
    for (let i = 0; i < BATCH; i++) decide()
  }
  return [
    rateOf(
      'admit: a first session',
      BATCH,
      repeat(() => policy.admit(empty, first, NOW)),
    ),
    rateOf(
      'admit: refused, both seats taken',
      BATCH,
      repeat(() => policy.admit(full, third, NOW)),
    ),
    rateOf(
      'touch: not due',
      BATCH,
      repeat(() => policy.touch(full, credential, NOW + 1)),
    ),
  ]
}
