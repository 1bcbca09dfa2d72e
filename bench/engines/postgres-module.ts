import type { SessionStore } from '@seatkit/core'
import { postgresStore } from '@seatkit/store-postgres'
import pg from 'pg'

/** @param place  The URL. */
export function openStore(place: string): SessionStore {
  return postgresStore({ pool: new pg.Pool({ connectionString: place }) })
}
