import type { Engine } from './engines/engine.ts'
import { type ClientRate, interleavedRates } from './interleaved-rates.ts'
import { managerOf, type SignedIn, signInUser, signInUsers } from './signed-in.ts'

const USERS = 10_000
const IN_FLIGHT = 64

/** What the driver alone does, and what Seatkit does with it, in the same slices. */
export interface Comparison {
  readonly raw: ClientRate
  readonly own: ClientRate
  /** The ratio that is aimed at. */
  readonly aim: number
}

export interface StoreAims {
  readonly notDue: number
  readonly due: number
  readonly login: number
}

/** Requests and logins against the least that they could cost, on a store with the sessions of many users. */
export async function storeRates({ store, raw }: Engine, aims: StoreAims): Promise<Comparison[]> {
  const lazy = managerOf(store)
  const eager = managerOf(store, 1)
  const signedIn = await signInUsers(lazy, USERS)
  await raw.prepare(signedIn.map(({ session }) => session))
  const [oneOf, newNumber] = [inTurn(signedIn), counter(USERS)]
  return [
    await compare(aims.notDue, {
      [raw.names.read]: () => raw.read(oneOf().session),
      'authenticate, no activity due': () => lazy.authenticate(oneOf().token),
    }),
    await compare(aims.due, {
      [raw.names.write]: () => raw.write(oneOf().session),
      'authenticate, activity due': () => eager.authenticate(oneOf().token),
    }),
    await compare(aims.login, {
      [raw.names.login]: () => raw.login(`${newNumber()}`),
      'signIn, another user each': () => signInUser(lazy, newNumber()),
    }),
  ]
}

async function compare(aim: number, works: Record<string, () => Promise<unknown>>): Promise<Comparison> {
  const [raw, own] = await interleavedRates(IN_FLIGHT, works)
  if (raw === undefined || own === undefined) throw new Error('two kinds of work are compared')
  return { raw, own, aim }
}

/** One after the other, from the start again after the last. */
export function inTurn(signedIn: readonly SignedIn[]): () => SignedIn {
  let next = 0
  return () => {
    const one = signedIn[next++ % signedIn.length]
    if (one === undefined) throw new Error('nobody is signed in')
    return one
  }
}

function counter(first: number): () => number {
  let next = first
  return () => next++
}
