import { answersAllowedAt, deadlineOf, isOpen, type SessionPolicy, type UserSessions } from '@seatkit/core'
import { type Command, everyCommand } from './commands.ts'
import { checkLimit, checkStep, type Step, statusOf, take } from './guarantees.ts'

const MOST_WAITING = 2

/** A user at an instant. */
export interface State {
  readonly user: UserSessions
  readonly now: number
}

export interface Exploration {
  /** States that differ in something a decision can see. */
  readonly states: number
  /** Decisions checked. */
  readonly steps: number
  /** Whether there is nothing beyond: more moves would reach no other state. */
  readonly complete: boolean
  /** What was seen: outcomes of commands, states of challenges, ends of sessions. */
  readonly seen: ReadonlySet<string>
}

/**
 * Every state that can be reached from `roots` in `depth` moves, breadth first, with every guarantee checked at every
 * decision on the way. A move is a command, or the passing of time up to one of the deadlines ahead.
 *
 * States that differ only in names, or in absolute time, are one. A session that has ended and a challenge that was
 * closed are dropped once every command has been tried on them in vain: no later decision sees more of them.
 */
export function explore(policy: SessionPolicy, roots: readonly State[], depth: number): Exploration {
  const visited = new Set(roots.map(signature))
  const seen = new Set<string>()
  let steps = 0
  let frontier = [...roots]

  for (let move = 1; move <= depth && frontier.length > 0; move++) {
    const fresh = `${move}`.padStart(2, '0')
    const next: State[] = []
    const reach = (state: State): void => {
      const before = visited.size
      visited.add(signature(state))
      if (visited.size > before) next.push(state)
    }
    for (const { user, now } of frontier) {
      for (const deadline of deadlines(user, now)) reach({ user, now: deadline })
      for (const command of everyCommand(user, fresh)) {
        if (isAnotherStranger(command, user)) continue
        const step = check(policy, user, command, now)
        steps += 1 + tryTheDead(step, fresh)
        for (const sight of sights(step)) seen.add(sight)
        reach({ user: living(step.after), now })
      }
    }
    frontier = next
  }
  return { states: visited.size, steps, complete: frontier.length === 0, seen }
}

function check(policy: SessionPolicy, user: UserSessions, command: Command, now: number): Step {
  const step = take(policy, user, command, now)
  checkStep(step)
  checkLimit(step)
  return step
}

/** Tries every command on what this step has ended; says how many. */
function tryTheDead({ policy, now, change, after }: Step, fresh: string): number {
  const dead = new Set([
    ...change.writes.sessions.filter(({ endedAt }) => endedAt !== undefined).map(({ id }) => id),
    ...change.writes.challenges.filter((challenge) => !isOpen(challenge)).map(({ id }) => id),
  ])
  if (dead.size === 0) return 0
  const commands = everyCommand(after, `${fresh}-dead`).filter((command) => isAbout(command, dead))
  for (const command of commands) check(policy, after, command, now)
  return commands.length
}

function isAbout(command: Command, ids: ReadonlySet<string>): boolean {
  if (command.type === 'admit' || !('request' in command)) return false
  const { sessionId, challengeId }: { sessionId?: string; challengeId?: string } = command.request
  return ids.has(sessionId ?? '') || ids.has(challengeId ?? '')
}

/** A fourth login to wait meets nothing that the third did not, but its combinations are many. */
function isAnotherStranger(command: Command, { sessions, challenges }: UserSessions): boolean {
  if (command.type !== 'admit') return false
  const { id } = command.request.device
  const isKnown = [...sessions, ...challenges].some(({ device }) => id !== undefined && device.id === id)
  return !isKnown && challenges.filter(({ status }) => status === 'pending').length >= MOST_WAITING
}

function living(user: UserSessions): UserSessions {
  return {
    ...user,
    sessions: user.sessions.filter(({ endedAt }) => endedAt === undefined),
    challenges: user.challenges.filter(isOpen),
  }
}

function deadlines({ sessions, challenges, wrongAnswers }: UserSessions, now: number): Set<number> {
  const instants = [
    ...sessions.map(deadlineOf),
    ...challenges.map(({ expiresAt }) => expiresAt),
    answersAllowedAt(wrongAnswers),
  ]
  return new Set(instants.filter((instant) => instant > now))
}

/** All that a decision can see, without names and without absolute time. Lists are in the order of creation. */
function signature({ user: { sessions, challenges, wrongAnswers, prompts }, now }: State): string {
  const devices: string[] = []
  const deviceOf = ({ device: { id } }: { device: { id?: string } }): number => {
    if (id === undefined) return -1
    if (!devices.includes(id)) devices.push(id)
    return devices.indexOf(id)
  }
  let text = `${wrongAnswers.count} ${Math.max(0, answersAllowedAt(wrongAnswers) - now)}`
  if (prompts.count > 0) text += ` ${prompts.count} ${Math.max(0, prompts.lastAt + 600_000 - now)}`
  if (prompts.mutedUntil > now) text += ` muted ${prompts.mutedUntil - now}`
  for (const it of sessions) text += `|${deviceOf(it)} ${it.lastActiveAt - now} ${it.expiresAt - now}`
  for (const it of challenges) {
    const approver = sessions.findIndex(({ id }) => id === it.approvedBy)
    text += `/${it.status} ${deviceOf(it)} ${it.expiresAt - now} ${it.wrongAnswers} ${approver}`
    if (!it.prompt) text += ` silent ${it.createdAt - now}`
    if (it.codeShownBy !== undefined) text += ` ${sessions.findIndex(({ id }) => id === it.codeShownBy)}`
  }
  return text
}

function sights({ command, change }: Step): string[] {
  const { result } = change
  const outcome = result !== null && 'reason' in result ? result.reason : statusOf(change)
  return [
    `${command.type}: ${outcome ?? (result === null ? 'nothing' : 'done')}`,
    ...change.writes.sessions.flatMap(({ endReason }) => endReason ?? []),
    ...change.writes.challenges.map(({ status }) => status),
  ]
}
