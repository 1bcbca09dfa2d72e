import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeCases } from '@seatkit/conformance'
import { sqliteStore } from '@seatkit/store-sqlite'
import { describe, it } from 'vitest'

describe('sqliteStore', () => {
  const open = () => {
    const directory = mkdtempSync(join(tmpdir(), 'seatkit-'))
    const path = join(directory, 'sessions.db')
    // The disk of a busy machine may take seconds; no case is about a time.
    const options = { path, timeout: '60s' } as const
    const [store, other] = [sqliteStore(options), sqliteStore(options)]
    const close = () => {
      store.close()
      other.close()
      rmSync(directory, { recursive: true })
    }
    return { handles: [store, other], close } as const
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
})
