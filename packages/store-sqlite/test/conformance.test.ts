import { storeCases } from '@seatkit/conformance'
import { manualClock } from '@seatkit/core/testing'
import { sqliteStore } from '@seatkit/store-sqlite'
import { describe, it } from 'vitest'
import { temporaryFile } from './fixtures/temporary-file.ts'

const CLOCKS = [
  ["on the machine's clock", Date.now],
  ['on a clock that stands still, so that every limit of time is met exactly', manualClock().now],
] as const

describe.each(CLOCKS)('sqliteStore, %s', (_name, clock) => {
  const open = () => {
    const file = temporaryFile()
    // The disk of a busy machine may take seconds; no case is about a time.
    const options = { path: file.path, clock, timeout: '60s' } as const
    const [store, other] = [sqliteStore(options), sqliteStore(options)]
    const close = () => {
      store.close()
      other.close()
      file[Symbol.dispose]()
    }
    return { handles: [store, other], close } as const
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run, 60_000)
})
