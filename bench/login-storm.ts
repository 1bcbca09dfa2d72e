import type { PolicyOptions } from '@seatkit/core'
import { countOf } from '../test-support/races/login-race.ts'
import { startRacers } from '../test-support/races/start-racers.ts'
import type { Engine } from './engines/engine.ts'
import { median } from './rate.ts'

const PROCESSES = 4
const LOGINS = 25
const ROUNDS = 5

/** Every login ends the one before it, so that each of them writes and none is refused. */
const POLICY: PolicyOptions = { maxSessions: 1, approvalFrom: 'never', onLimit: 'end-all' }

/** How long 100 logins of one user at once took, and what came of all of them. */
export interface LoginStorm {
  readonly medianMs: number
  readonly longestMs: number
  readonly outcomes: Readonly<Record<string, number>>
}

export async function loginStorm({ module, place }: Engine): Promise<LoginStorm> {
  await using racers = await startRacers(PROCESSES, module, place)
  const logIn = async (userId: string, count: number): Promise<readonly string[]> => {
    const outcomes = await racers.race(userId, POLICY, (process) =>
      Array.from({ length: count }, (_, login) => ({ does: 'admit', name: `${process}-${login}` })),
    )
    return outcomes.flat()
  }
  await logIn('connects', 1)
  const times: number[] = []
  const outcomes: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    outcomes.push(...(await logIn(`storm ${round}`, LOGINS)))
    times.push(performance.now() - started)
  }
  return { medianMs: median(times), longestMs: Math.max(...times), outcomes: countOf(outcomes) }
}
