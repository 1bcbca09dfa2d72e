import { storeCases } from '@seatkit/conformance'
import { memoryStore } from '@seatkit/core'
import { describe, it } from 'vitest'

describe('memoryStore', () => {
  const open = () => {
    const store = memoryStore()
    return { handles: [store, store], close: () => {} } as const
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
})
