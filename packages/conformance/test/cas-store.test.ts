import { storeCases } from '@seatkit/conformance'
import { memoryStore } from '@seatkit/core'
import { describe, it } from 'vitest'
import { casStore } from './fixtures/cas-store.ts'

describe('a store of the optimistic loop', () => {
  const open = () => {
    const memory = memoryStore()
    const versions = new Map<string, number>()
    return { handles: [casStore(memory, versions), casStore(memory, versions)], close: () => {} } as const
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
})
