import { StoreConflictError, StoreCorruptError, StoreUnavailableError } from '@seatkit/core'
import { CrossOriginError, type ProblemCode, problem, replyToError } from '@seatkit/core/http'
import { expect, it } from 'vitest'

const STATUSES: Readonly<Record<ProblemCode, number>> = {
  'invalid-request': 400,
  'session-required': 401,
  'reauthentication-required': 401,
  'ticket-required': 401,
  'cross-origin': 403,
  'session-too-young': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'session-limit-reached': 409,
  'challenge-pending': 409,
  'wrong-direction': 409,
  'challenge-over': 410,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'wrong-code': 422,
  'upgrade-required': 426,
  'too-many-attempts': 429,
  'too-many-challenges': 429,
  'store-unavailable': 503,
}

it.each(Object.entries(STATUSES) as [ProblemCode, number][])('%s is a %i', (code, status) => {
  const { headers, body, ...reply } = problem(code, { detail: 'why' }, { 'x-more': 'yes' })
  expect(reply).toEqual({ status })
  expect(headers).toEqual({
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'x-more': 'yes',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  })
  expect(JSON.parse(body ?? '')).toEqual({
    type: `urn:seatkit:problem:${code}`,
    title: expect.stringMatching(/^[A-Z].*[a-zA-Z]$/),
    status,
    code,
    detail: 'why',
  })
})

it.each([new StoreUnavailableError(), new StoreConflictError(), new StoreCorruptError()])(
  'G8 answers $name with 503 and Retry-After, and nothing of its cause',
  (error) => {
    error.cause = new Error('password=hunter2')
    const reply = replyToError(error)
    expect(reply).toEqual(problem('store-unavailable', {}, { 'retry-after': '2' }))
    expect(JSON.stringify(reply)).not.toContain('hunter2')
  },
)

it('answers a request from another origin with 403', () => {
  expect(replyToError(new CrossOriginError())).toEqual(problem('cross-origin'))
})

it.each([new Error('mine'), new TypeError('mine'), { status: 503 }, null, undefined, 'text'])(
  'leaves %o to the application',
  (error) => {
    expect(replyToError(error)).toBeNull()
  },
)
