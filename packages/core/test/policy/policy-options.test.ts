import { type PolicyOptions, SessionPolicy } from '@seatkit/core'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from './facts.ts'

const DEFAULTS = {
  maxSessions: 2,
  approvalFrom: 2,
  onLimit: 'reject',
  idleTimeoutMs: 60 * MINUTE,
  absoluteTimeoutMs: 24 * HOUR,
  touchIntervalMs: MINUTE,
  challenge: { timeoutMs: 2 * MINUTE, maxPending: 3, maxPrompts: 10, codeShownOn: 'new-device' },
}

describe('the options', () => {
  it.each<[PolicyOptions, object]>([
    [{}, {}],
    [{ maxSessions: 1 }, { maxSessions: 1, approvalFrom: Number.POSITIVE_INFINITY }],
    [{ maxSessions: 3 }, { maxSessions: 3 }],
    [{ maxSessions: 'unlimited' }, { maxSessions: Number.POSITIVE_INFINITY }],
    [
      { maxSessions: 'unlimited', approvalFrom: 5 },
      { maxSessions: Number.POSITIVE_INFINITY, approvalFrom: 5 },
    ],
    [
      { maxSessions: 3, approvalFrom: 3 },
      { maxSessions: 3, approvalFrom: 3 },
    ],
    [{ approvalFrom: 'never' }, { approvalFrom: Number.POSITIVE_INFINITY }],
    [{ onLimit: 'reject' }, { onLimit: 'reject' }],
    [{ onLimit: 'end-oldest' }, { onLimit: 'end-oldest' }],
    [{ onLimit: 'end-least-recent' }, { onLimit: 'end-least-recent' }],
    [{ onLimit: 'end-all' }, { onLimit: 'end-all' }],
    [{ idleTimeout: '5m' }, { idleTimeoutMs: 5 * MINUTE }],
    [{ absoluteTimeout: '8h' }, { absoluteTimeoutMs: 8 * HOUR }],
    [{ touchInterval: 1 }, { touchIntervalMs: 1 }],
    [{ challenge: {} }, {}],
    [{ challenge: { timeout: '10m' } }, { challenge: { ...DEFAULTS.challenge, timeoutMs: 10 * MINUTE } }],
    [{ challenge: { maxPending: 1 } }, { challenge: { ...DEFAULTS.challenge, maxPending: 1 } }],
    [{ challenge: { maxPrompts: 1 } }, { challenge: { ...DEFAULTS.challenge, maxPrompts: 1 } }],
    [
      { challenge: { codeShownOn: 'trusted-device' } },
      { challenge: { ...DEFAULTS.challenge, codeShownOn: 'trusted-device' } },
    ],
  ])('%o are understood', (options, expected) => {
    expect(new SessionPolicy(options).options).toStrictEqual({ ...DEFAULTS, ...expected })
  })
})

const wholeNumber = 'is not possible; write a whole number from 1'
const fromTwo = "is not possible; write 2 or more, since nobody can approve a first session, or 'never'"
const modes = "'reject', 'end-oldest', 'end-least-recent', 'end-all'"
const names = 'maxSessions, approvalFrom, onLimit, idleTimeout, absoluteTimeout, touchInterval, challenge'
const duration = "write a positive whole number with its unit, such as '60m', or of milliseconds"

describe('an option that is wrong is refused with what would be right', () => {
  it.each<[object, string]>([
    [{ maxSessions: 0 }, `maxSessions: 0 ${wholeNumber} or 'unlimited'`],
    [{ maxSessions: -1 }, `maxSessions: -1 ${wholeNumber} or 'unlimited'`],
    [{ maxSessions: 1.5 }, `maxSessions: 1.5 ${wholeNumber} or 'unlimited'`],
    [{ maxSessions: '2' }, `maxSessions: '2' ${wholeNumber} or 'unlimited'`],
    [{ maxSessions: Number.NaN }, `maxSessions: NaN ${wholeNumber} or 'unlimited'`],
    [{ maxSessions: Number.POSITIVE_INFINITY }, `maxSessions: Infinity ${wholeNumber} or 'unlimited'`],
    [{ approvalFrom: 1 }, `approvalFrom: 1 ${fromTwo}`],
    [{ approvalFrom: 0 }, `approvalFrom: 0 ${fromTwo}`],
    [{ approvalFrom: '2' }, `approvalFrom: '2' ${fromTwo}`],
    [{ maxSessions: 3, approvalFrom: 2.5 }, `approvalFrom: 2.5 ${fromTwo}`],
    [
      { approvalFrom: 3 },
      "approvalFrom: 3 is above maxSessions (2), so no session would ever need approval; write at most 2, or 'never'",
    ],
    [
      { maxSessions: 1, approvalFrom: 2 },
      "approvalFrom: 2 is above maxSessions (1), so no session would ever need approval; write 'never'",
    ],
    [{ onLimit: 'evict' }, `onLimit: 'evict' is not one of ${modes}`],
    [{ onLimit: 1 }, `onLimit: 1 is not one of ${modes}`],
    [{ idleTimeout: '60' }, "idleTimeout: '60' has no unit; write '60s', '60m' or a number of milliseconds"],
    [{ idleTimeout: 0 }, `idleTimeout: 0 is not a duration; ${duration}`],
    [{ absoluteTimeout: '1w' }, `absoluteTimeout: '1w' is not a duration; ${duration}`],
    [{ touchInterval: -1 }, `touchInterval: -1 is not a duration; ${duration}`],
    [{ challenge: { timeout: 'soon' } }, `challenge.timeout: 'soon' is not a duration; ${duration}`],
    [
      { challenge: { timeout: '11m' } },
      "challenge.timeout: '11m' is too long; a code may be valid for at most 10 minutes ('10m')",
    ],
    [
      { challenge: { timeout: 600_001 } },
      "challenge.timeout: 600001 is too long; a code may be valid for at most 10 minutes ('10m')",
    ],
    [{ challenge: { maxPending: 0 } }, `challenge.maxPending: 0 ${wholeNumber}`],
    [{ challenge: { maxPrompts: 0 } }, `challenge.maxPrompts: 0 ${wholeNumber}`],
    [
      { challenge: { codeShownOn: 'phone' } },
      "challenge.codeShownOn: 'phone' is not one of 'new-device', 'trusted-device'",
    ],
    [{ challenge: { maxPending: '3' } }, `challenge.maxPending: '3' ${wholeNumber}`],
    [{ maxSession: 1 }, `maxSession: there is no such option; there are ${names}`],
    [
      { challenge: { attempts: 9 } },
      'challenge.attempts: there is no such option; there are timeout, maxPending, maxPrompts, codeShownOn',
    ],
  ])('%o', (options, message) => {
    expect(() => new SessionPolicy(options)).toThrow(new TypeError(message))
  })
})
