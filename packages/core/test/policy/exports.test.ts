import { applyWrites, emptyUser, SessionPolicy } from '@seatkit/core'
import { signInRequest } from '@seatkit/core/testing'
import { expect, it } from 'vitest'

const now = 1_700_000_000_000

it('refuses a second login when there is one seat', () => {
  const policy = new SessionPolicy({ maxSessions: 1, onLimit: 'reject' })
  const first = policy.admit(emptyUser(), signInRequest('laptop'), now)
  const user = applyWrites(emptyUser(), first.writes)

  const second = policy.admit(user, signInRequest('phone'), now + 1)

  expect(second.result).toMatchObject({ status: 'rejected', reason: 'session-limit-reached', limit: 1 })
})
