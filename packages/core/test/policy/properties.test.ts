import { isDeepStrictEqual } from 'node:util'
import { emptyUser, type PolicyOptions, recent, SessionPolicy, type UserSessions } from '@seatkit/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everyCommand } from './commands.ts'
import { NOW } from './facts.ts'
import { checkLimit, checkLoweredLimit, checkStep, type Step, take } from './guarantees.ts'

const numRuns = process.env.SEATKIT_LONG === '1' ? 100_000 : 10_000
const seed = Number(process.env.SEATKIT_SEED ?? Date.now() % 2 ** 31)
const runs = { numRuns, seed }
console.log(`properties: ${numRuns} runs each, SEATKIT_SEED=${seed}`)

/** Which of the commands that can be tried is next, and how much time passes before: a little, or to about a deadline. */
interface Move {
  readonly choice: number
  readonly wait: number
  readonly early: number
}

const move: fc.Arbitrary<Move> = fc.record({
  choice: fc.nat(),
  wait: fc.oneof(
    { weight: 6, arbitrary: fc.nat(2) },
    { weight: 1, arbitrary: fc.constantFrom(10, 60, 120, 600, 3_600, 30_000) },
  ),
  early: fc.integer({ min: -1, max: 1 }),
})

/** A user who may be near the end of the budget of wrong answers, and what happens to it. */
interface Story {
  readonly wrongAnswers: number
  readonly moves: readonly Move[]
}

const story: fc.Arbitrary<Story> = fc.record({
  wrongAnswers: fc.constantFrom(0, 9, 10),
  moves: fc.array(move, { maxLength: 30, size: 'max' }),
})

const options: fc.Arbitrary<PolicyOptions> = fc
  .record({
    maxSessions: fc.integer({ min: 1, max: 4 }),
    approval: fc.option(fc.integer({ min: 2, max: 4 })),
    onLimit: fc.constantFrom('reject', 'end-oldest', 'end-least-recent', 'end-all'),
    idleTimeout: fc.constantFrom('10m', '60m'),
    absoluteTimeout: fc.constantFrom('60m', '24h'),
    maxPending: fc.integer({ min: 1, max: 3 }),
    maxPrompts: fc.integer({ min: 1, max: 5 }),
    codeShownOn: fc.constantFrom('new-device', 'new-device', 'trusted-device'),
  })
  .map(({ approval, maxPending, maxPrompts, codeShownOn, ...limits }) => ({
    ...limits,
    approvalFrom: approval !== null && approval <= limits.maxSessions ? approval : 'never',
    challenge: { maxPending, maxPrompts, codeShownOn },
  }))

/** Plays the story, under the policies in turn, each for an equal part of the moves. */
function* play(policies: readonly SessionPolicy[], { wrongAnswers, moves }: Story): Generator<Step> {
  let user: UserSessions = { ...emptyUser(), wrongAnswers: { count: wrongAnswers, lastAt: NOW } }
  let now = NOW
  for (const [i, { choice, wait, early }] of moves.entries()) {
    now = Math.max(now, now + wait * 1_000 + (wait >= 10 ? early : 0))
    const policy = policies[Math.floor((i * policies.length) / moves.length)]
    const commands = everyCommand(latest(user), `${i}`.padStart(2, '0'))
    const command = commands[choice % commands.length]
    if (policy === undefined || command === undefined) return
    const step = take(policy, user, command, now)
    yield step
    user = recent(step.after, now)
  }
}

/** What commands are tried on: the latest few sessions and challenges, ended ones too. */
function latest(user: UserSessions): UserSessions {
  return { ...user, sessions: user.sessions.slice(-4), challenges: user.challenges.slice(-4) }
}

describe('in any sequence of commands', () => {
  it('G1 G2 G3 G5 G7 G9 hold in every state', { timeout: 600_000 }, () => {
    const property = fc.property(options, story, (options, story) => {
      for (const step of play([new SessionPolicy(options)], story)) {
        checkStep(step)
        checkLimit(step)
      }
    })
    fc.assert(property, runs)
  })

  it('G1 G2 G3 G5 G7 G9 hold also where the options change on the way', { timeout: 600_000 }, () => {
    const property = fc.property(fc.array(options, { minLength: 2, maxLength: 4 }), story, (all, story) => {
      const policies = all.map((options) => new SessionPolicy(options))
      for (const step of play(policies, story)) {
        checkStep(step)
        checkLoweredLimit(step)
      }
    })
    fc.assert(property, runs)
  })
})

describe('a decision', () => {
  it('is the same when it is made again, and changes nothing it was given', { timeout: 600_000 }, () => {
    const property = fc.property(options, story, (options, story) => {
      for (const { policy, before, command, now, change } of play([new SessionPolicy(options)], story)) {
        const again = take(policy, deepFreeze(before), deepFreeze(command), now)
        if (!isDeepStrictEqual(again.change, change)) expect(again.change).toStrictEqual(change)
      }
    })
    fc.assert(property, runs)
  })

  it('G6 tells no event a credential, a ticket or a code', { timeout: 600_000 }, () => {
    const property = fc.property(options, story, (options, story) => {
      for (const { change } of play([new SessionPolicy(options)], story)) {
        const told = JSON.stringify(change.events)
        if (/Hash|credential-|ticket-|code-/.test(told)) expect.fail(told)
      }
    })
    fc.assert(property, runs)
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) deepFreeze(part)
  return Object.freeze(value)
}
