import { deviceName, isoTime } from '@seatkit/core/http'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const seed = Date.now()
console.log(`session-view.test.ts: seed ${seed}`)

it.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0',
    'Microsoft Edge on macOS',
  ],
  ['', 'Unknown device'],
  ['node', 'Unknown device'],
])('calls %j %j', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name)
})

it('finds a name that is not empty for any text, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 512 }), (userAgent) => {
      const name = deviceName(userAgent)
      return name !== '' && deviceName(userAgent) === name
    }),
    { seed, numRuns: 1_000 },
  )
})

it('writes times as JavaScript does, whatever the order they come in', () => {
  fc.assert(
    fc.property(fc.integer({ min: -8_640_000_000_000, max: 253_402_300_799_999 }), (at) => {
      return isoTime(at) === new Date(at).toISOString()
    }),
    { seed, numRuns: 2_000 },
  )
})
