import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MessageRate } from '../src/message-rate.ts'

it('allows as many as the limit at once, and the next when the first is a window old', () => {
  const rate = new MessageRate(3, 1_000)
  expect([0, 1, 2, 3, 999].map((at) => rate.allow(at))).toEqual([true, true, true, false, false])
  expect([1_000, 1_000, 1_001, 1_001].map((at) => rate.allow(at))).toEqual([true, false, true, false])
})

it('never allows more than the limit in any window, and refuses none below it', () => {
  const seed = Date.now()
  console.info(`message rate: seed ${seed}`)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 200 }), (pauses) => {
      const rate = new MessageRate(5, 1_000)
      const allowed: number[] = []
      let now = 0
      for (const pause of pauses) {
        now += pause
        const before = allowed.filter((at) => now - at < 1_000).length
        expect(rate.allow(now)).toBe(before < 5)
        if (before < 5) allowed.push(now)
      }
    }),
    { seed },
  )
})
