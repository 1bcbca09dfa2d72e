import type { SessionStore } from '@seatkit/core'
import { redisStore } from '@seatkit/store-redis'
import { connect } from '../fixtures/connect.ts'

/** @param place  The port. */
export async function openStore(place: string): Promise<SessionStore> {
  // A busy machine may take seconds; what races are about is not a time.
  return redisStore({ client: await connect(Number(place)), timeout: '60s' })
}
