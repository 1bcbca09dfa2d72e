import { setImmediate as turn } from 'node:timers/promises'
import { isActive, type PolicyOptions, type SessionStore } from '@seatkit/core'
import type { Racers } from './start-racers.ts'

export const PROCESSES = 4
const LOGINS = 25

/** Rounds of a race: a few, or 200 with `SEATKIT_LONG`. */
export const ROUNDS: number = process.env.SEATKIT_LONG ? 200 : 2

export interface RacedPolicy extends PolicyOptions {
  readonly maxSessions: number
}

export const RACED_POLICIES: readonly (readonly [name: string, policy: RacedPolicy])[] = [
  ['one session, a new login takes over', { maxSessions: 1, approvalFrom: 'never', onLimit: 'end-all' }],
  ['two sessions, the second needs approval', { maxSessions: 2, approvalFrom: 2, onLimit: 'reject' }],
  ['five sessions, reject', { maxSessions: 5, approvalFrom: 'never', onLimit: 'reject' }],
  ['five sessions, end-oldest', { maxSessions: 5, approvalFrom: 'never', onLimit: 'end-oldest' }],
  ['five sessions, end-least-recent', { maxSessions: 5, approvalFrom: 'never', onLimit: 'end-least-recent' }],
  ['five sessions, end-all', { maxSessions: 5, approvalFrom: 'never', onLimit: 'end-all' }],
]

/** What was seen of a race of logins. */
export interface LoginRace {
  /** Answers by what they were: `{ admitted: 5, rejected: 95 }`; an error under its name. */
  readonly outcomes: Readonly<Record<string, number>>
  /** The most sessions that were active whenever somebody looked, from the first login to after the last. */
  readonly most: number
}

/** {@link PROCESSES} × 25 logins of one user at once, watched through `store`. */
export async function raceLogins(
  store: SessionStore,
  racers: Racers,
  userId: string,
  policy: PolicyOptions,
): Promise<LoginRace> {
  let isOver = false
  const race = racers
    .race(userId, policy, (index) =>
      Array.from({ length: LOGINS }, (_, login) => ({ does: 'admit', name: `${index}-${login}` })),
    )
    .finally(() => {
      isOver = true
    })
  const watch = async (): Promise<number> => {
    let most = 0
    let isLast: boolean
    do {
      isLast = isOver
      const { user, now } = await store.read(userId)
      most = Math.max(most, user.sessions.filter((session) => isActive(session, now)).length)
      await turn()
    } while (!isLast)
    return most
  }
  const [most, outcomes] = await Promise.all([watch(), race])
  return { outcomes: countOf(outcomes.flat()), most }
}

/** How many answers a race under `policy` has to have of each kind: the winners exactly as the policy says, and no error. */
export function expectedOutcomes({
  maxSessions,
  approvalFrom,
  onLimit,
}: RacedPolicy): Record<string, number> {
  const all = PROCESSES * LOGINS
  if (approvalFrom === 2) return { admitted: 1, challenged: 3, rejected: all - 4 }
  return onLimit === 'reject' ? { admitted: maxSessions, rejected: all - maxSessions } : { admitted: all }
}

export function countOf(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
