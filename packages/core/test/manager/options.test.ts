import { expect, it } from 'vitest'
import { setup } from './setup.ts'

it.each(['short', 'k'.repeat(31), new Uint8Array(31), undefined, 5])(
  'R25 refuses %o as a secret',
  (secret) => {
    const message =
      'secret: needs 32 bytes or more, the same in every process; make one with: openssl rand -base64 32'
    expect(() => setup({ secret: secret as never })).toThrow(new TypeError(message))
  },
)

it.each(['k'.repeat(32), 'é'.repeat(16), new Uint8Array(32)])('takes %o as a secret', (secret) => {
  expect(() => setup({ secret })).not.toThrow()
})

it.each(['0s', '5', -1, Number.NaN])('refuses %o as a sweep interval', (sweepInterval) => {
  expect(() => setup({ sweepInterval: sweepInterval as never })).toThrow(/^sweepInterval: /)
})
