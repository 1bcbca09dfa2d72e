import { storeCases } from '@seatkit/conformance'
import { postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'
import { describe, it } from 'vitest'
import { database } from './fixtures/database.ts'

describe('postgresStore', () => {
  const open = async () => {
    const db = await database()
    const pools = [1, 2].map(() => new pg.Pool({ connectionString: db.url }))
    // A busy machine may take seconds; no case is about a time.
    const [store, other] = pools.map((pool) => postgresStore({ pool, schema: db.schema, timeout: '60s' }))
    if (store === undefined || other === undefined) throw new Error('two were made')
    const close = async () => {
      await Promise.all(pools.map((pool) => pool.end()))
      await db[Symbol.asyncDispose]()
    }
    return { handles: [store, other], close } as const
  }
  for (const { name, run, skipped } of storeCases({ open })) it.skipIf(skipped)(name, run)
})
