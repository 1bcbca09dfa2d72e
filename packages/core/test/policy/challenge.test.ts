import {
  type ChallengeStatus,
  challengeAsOf,
  isOpen,
  MAX_ANSWERS,
  REDEEM_TIMEOUT_MS,
  summarizeChallenge,
} from '@seatkit/core'
import { expect, it } from 'vitest'
import { challenge, MINUTE, NOW } from './facts.ts'

const OPEN: readonly ChallengeStatus[] = ['pending', 'approved']
const CLOSED: readonly ChallengeStatus[] = [
  'redeemed',
  'denied',
  'expired',
  'superseded',
  'exhausted',
  'cancelled',
]

it('the limits are those of the standards', () => {
  expect({ MAX_ANSWERS, REDEEM_TIMEOUT_MS }).toStrictEqual({ MAX_ANSWERS: 5, REDEEM_TIMEOUT_MS: 60_000 })
})

it.each(OPEN)('a challenge that is %s is open until the millisecond before its time', (status) => {
  const open = challenge('a', { status })
  expect(isOpen(open)).toBe(true)
  expect(challengeAsOf(open, NOW + 2 * MINUTE - 1)).toBe(open)
  const expired = { ...open, status: 'expired', closedAt: NOW + 2 * MINUTE }
  expect(challengeAsOf(open, NOW + 2 * MINUTE)).toStrictEqual(expired)
  expect(challengeAsOf(open, NOW + 9 * MINUTE)).toStrictEqual(expired)
})

it.each(CLOSED)('a challenge that is %s stays so', (status) => {
  const closed = challenge('a', { status, closedAt: NOW })
  expect(isOpen(closed)).toBe(false)
  expect(challengeAsOf(closed, NOW + 9 * MINUTE)).toBe(closed)
})

it('G6 a summary holds neither the code nor the ticket', () => {
  const { device, createdAt, expiresAt } = challenge('a')
  expect(summarizeChallenge(challenge('a'))).toStrictEqual({
    id: 'challenge-a',
    device,
    createdAt,
    expiresAt,
    codeShownOn: 'new-device',
    prompt: true,
  })
})
