import { memoryStore } from '@seatkit/core'
import { manualClock } from '@seatkit/core/testing'
import { describe, expect, it } from 'vitest'
import { failingCases } from './failing-cases.ts'
import { brokenStores } from './fixtures/broken-stores.ts'
import { racyStore } from './fixtures/racy-store.ts'

describe('the kit notices', () => {
  it('G1 a store that checks, then acts: by every race that is decided on what is stored, and by nothing else', async () => {
    const failing = await failingCases(() => {
      const memory = memoryStore({ clock: manualClock().now })
      return { handles: [racyStore(memory), racyStore(memory)], close: () => {} }
    })
    expect(failing).toEqual([
      'S70',
      'S71',
      'S72',
      'S73',
      'S74',
      'S75',
      'S78',
      'S80',
      'S90',
      'S91',
      'S92',
      'S93',
      'S94',
    ])
  })

  it.each(brokenStores)('that $flaw', async ({ breaks, fails }) => {
    const failing = await failingCases(() => {
      const store = breaks(memoryStore({ clock: manualClock().now }))
      return { handles: [store, store], close: () => {} }
    })
    expect(failing).toEqual(fails)
  })
})
