import type { Engine } from './engines/engine.ts'
import { type ClientRate, interleavedRates } from './interleaved-rates.ts'
import { managerOf, signInUsers } from './signed-in.ts'
import { inTurn } from './store-rates.ts'

const FEW = 1_000
const MEASURED = 100_000
/** A million takes minutes to sign in. */
const MANY = process.env.SEATKIT_LONG ? 1_000_000 : MEASURED
const IN_FLIGHT = 64

export interface StoredSessions {
  /** For each of 100,000 active sessions, by what it is. */
  readonly bytes: Readonly<Record<string, number>>
  /** The same requests with few sessions stored, and with many. */
  readonly few: ClientRate
  readonly many: ClientRate
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
  const [oneOfFew, oneOfMany] = [inTurn(few), inTurn(many)]
  const [fewRate, manyRate] = await interleavedRates(IN_FLIGHT, {
    [`authenticate, ${FEW.toLocaleString('en')} sessions stored`]: () =>
      fewSessions.authenticate(oneOfFew().token),
    [`authenticate, ${MANY.toLocaleString('en')} sessions stored`]: () =>
      manySessions.authenticate(oneOfMany().token),
  })
  if (fewRate === undefined || manyRate === undefined) throw new Error('two kinds of work are compared')
  const bytes = Object.fromEntries(Object.entries(stored).map(([what, size]) => [what, size / MEASURED]))
  return { bytes, few: fewRate, many: manyRate }
}
