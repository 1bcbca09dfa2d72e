import { StoreConflictError, StoreCorruptError, StoreUnavailableError } from '@seatkit/core'
import { expect, it } from 'vitest'

it.each([
  [StoreUnavailableError, 'store-unavailable'],
  [StoreConflictError, 'store-conflict'],
  [StoreCorruptError, 'store-corrupt'],
] as const)(
  'G8 %s answers 503 in every framework, keeps its cause, and tells a client nothing',
  (StoreError, code) => {
    const cause = new Error('secret')
    const error = new StoreError({ cause })
    expect(error).toMatchObject({
      name: StoreError.name,
      code,
      status: 503,
      statusCode: 503,
      expose: false,
      cause,
    })
    expect(error.message).not.toContain('secret')
    const { status, headers, body } = error.getResponse()
    expect([status, headers.get('retry-after'), body]).toEqual([503, '2', null])
  },
)
