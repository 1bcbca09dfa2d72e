import { startTcpProxy } from '../test-support/tcp-proxy.ts'
import type { Engine } from './engines/engine.ts'
import { managerOf, signInUser } from './signed-in.ts'

const LOGINS = 100
/** Not among the users that others have signed in. */
const FIRST_USER = 0xffff_0000

/** Round trips of one sign-in, as a proxy before the server sees them. */
export async function loginTrips(engine: Engine): Promise<number> {
  await using proxy = await startTcpProxy(engine.port)
  await using opened = await engine.openThrough(proxy.port)
  const sessions = managerOf(opened.store)
  // The first call of a connection is about the connection, too.
  await signInUser(sessions, FIRST_USER)
  const before = proxy.answers
  for (let login = 1; login <= LOGINS; login++) await signInUser(sessions, FIRST_USER + login)
  return (proxy.answers - before) / LOGINS
}
