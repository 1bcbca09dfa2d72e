import { type Comparison, comparison } from './comparison.ts'
import type { Engine } from './engines/engine.ts'
import { inTurn, managerOf, signInUser, signInUsers } from './signed-in.ts'

const USERS = 10_000

export interface StoreRates {
  readonly notDue: Comparison
  readonly due: Comparison
  readonly login: Comparison
  readonly blindLogin?: Comparison
}

/** Requests and logins against the least that they could cost, on a store with the sessions of many users. */
export async function storeRates({ store, raw }: Engine): Promise<StoreRates> {
  const lazy = managerOf(store)
  const eager = managerOf(store, 1)
  const signedIn = await signInUsers(lazy, USERS)
  await raw.prepare(signedIn.map(({ session }) => session))
  const oneOf = inTurn(signedIn)
  let number = USERS
  const signIn = { name: 'signIn, another user each', once: () => signInUser(lazy, number++) }
  const { blindLogin, names } = raw
  return {
    notDue: await comparison(
      { name: raw.names.read, once: () => raw.read(oneOf().session) },
      { name: 'authenticate, no activity due', once: () => lazy.authenticate(oneOf().token) },
    ),
    due: await comparison(
      { name: raw.names.write, once: () => raw.write(oneOf().session) },
      { name: 'authenticate, activity due', once: () => eager.authenticate(oneOf().token) },
    ),
    login: await comparison({ name: raw.names.login, once: () => raw.login(`${number++}`) }, signIn),
    ...(blindLogin && {
      blindLogin: await comparison(
        { name: names.blindLogin ?? '', once: () => blindLogin(`${number++}`) },
        signIn,
      ),
    }),
  }
}
