import { type Challenge, isChallengeStatus, isCodeShownOn, StoreCorruptError } from '@seatkit/core'

const TEXTS = ['id', 'status', 'ticketHash'] as const
const NUMBERS = ['createdAt', 'expiresAt', 'wrongAnswers', 'idleTimeoutMs', 'absoluteTimeoutMs'] as const

/** @throws {StoreCorruptError} It is no challenge as JSON. */
export function challengeOf(record: string): Challenge {
  const value = parse(record)
  if (isChallenge(value)) return value
  throw new StoreCorruptError()
}

function parse(record: string): unknown {
  try {
    return JSON.parse(record)
  } catch (cause) {
    throw new StoreCorruptError({ cause })
  }
}

function isChallenge(value: unknown): value is Challenge {
  if (!isObject(value)) return false
  const { device, status, codeShownOn, codeHash, prompt } = value
  return (
    TEXTS.every((name) => typeof value[name] === 'string') &&
    NUMBERS.every((name) => typeof value[name] === 'number') &&
    isChallengeStatus(status) &&
    isCodeShownOn(codeShownOn) &&
    (codeHash === undefined || typeof codeHash === 'string') &&
    typeof prompt === 'boolean' &&
    isObject(device) &&
    typeof device.userAgent === 'string' &&
    typeof device.ip === 'string'
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
