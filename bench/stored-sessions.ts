import type { SessionManager } from '@seatkit/core'
import { type Comparison, comparison } from './comparison.ts'
import type { Engine } from './engines/engine.ts'
import { inTurn, managerOf, type SignedIn, signInUsers } from './signed-in.ts'

const FEW = 1_000
const MEASURED = 100_000
/** A million takes minutes to sign in. */
const MANY = process.env.SEATKIT_LONG ? 1_000_000 : MEASURED

export interface StoredSessions {
  /** For each of 100,000 active sessions, by what it is. */
  readonly bytes: Readonly<Record<string, number>>
  /** The same request where few sessions are stored, and where many are. */
  readonly growth: Comparison
}

/** What sessions take, and whether a request costs more when there are many; on two servers, empty ones. */
export async function storedSessions(start: () => Promise<Engine>): Promise<StoredSessions> {
  await using small = await start()
  await using large = await start()
  const [fewSessions, manySessions] = [managerOf(small.store), managerOf(large.store)]
  const few = await signInUsers(fewSessions, FEW)
  const some = await signInMany(manySessions, 0, MEASURED)
  const stored = await large.storedBytes()
  some.push(...(await signInMany(manySessions, MEASURED, MANY)))
  await small.settle()
  await large.settle()
  const [oneOfFew, oneOfMany] = [inTurn(few), inTurn(some)]
  return {
    bytes: Object.fromEntries(Object.entries(stored).map(([what, size]) => [what, size / MEASURED])),
    growth: await comparison(
      { name: nameOf(FEW), once: () => fewSessions.authenticate(oneOfFew().token) },
      { name: nameOf(MANY), once: () => manySessions.authenticate(oneOfMany().token) },
    ),
  }
}

/**
 * Signs in users `from` up to `to`, and answers with some of them, spread over all: of many as many as there are few, so
 * that how many are stored is compared, and not what the caches of the machine hold.
 */
async function signInMany(sessions: SessionManager, from: number, to: number): Promise<SignedIn[]> {
  const batch = MANY / FEW
  const some: SignedIn[] = []
  for (let first = from; first < to; first += batch) {
    some.push(...(await signInUsers(sessions, batch, first)).slice(0, 1))
  }
  return some
}

function nameOf(count: number): string {
  return `authenticate, ${count.toLocaleString('en')} sessions stored`
}
