import type { SessionStore } from '@seatkit/core'
import { postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'

/** Where the tables are: the URL, a space, and the schema. */
export function placeOf({ url, schema }: { readonly url: string; readonly schema: string }): string {
  return `${url} ${schema}`
}

export function openStore(place: string): SessionStore {
  const [connectionString = '', schema = ''] = place.split(' ')
  const pool = new pg.Pool({ connectionString, max: 5 })
  // A busy machine may take seconds; what races are about is not a time.
  return postgresStore({ pool, schema, timeout: '60s' })
}
