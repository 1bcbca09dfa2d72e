import { type Comparison, comparison } from './comparison.ts'
import type { Engine } from './engines/engine.ts'
import { inTurn, managerOf, signInUsers } from './signed-in.ts'

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
  const many = await signInUsers(manySessions, MEASURED)
  const stored = await large.storedBytes()
  many.push(...(await signInUsers(manySessions, MANY - MEASURED, MEASURED)))
  await small.settle()
  await large.settle()
  // As many different ones are asked for: what is compared is how many are stored, not what the caches of the machine hold.
  const [oneOfFew, oneOfMany] = [inTurn(few), inTurn(many.filter((_, index) => index % (MANY / FEW) === 0))]
  return {
    bytes: Object.fromEntries(Object.entries(stored).map(([what, size]) => [what, size / MEASURED])),
    growth: await comparison(
      { name: nameOf(FEW), once: () => fewSessions.authenticate(oneOfFew().token) },
      { name: nameOf(MANY), once: () => manySessions.authenticate(oneOfMany().token) },
    ),
  }
}

function nameOf(count: number): string {
  return `authenticate, ${count.toLocaleString('en')} sessions stored`
}
