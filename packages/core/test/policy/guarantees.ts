import {
  answersAllowedAt,
  applyWrites,
  type Challenge,
  type Change,
  challengeAsOf,
  type Device,
  isActive,
  isNoChange,
  isOpen,
  isSameDevice,
  MAX_ANSWERS,
  promptsAllowedAt,
  type Session,
  type SessionPolicy,
  type UserSessions,
} from '@seatkit/core'
import { type Command, type Outcome, perform } from './commands.ts'
import { rotationIsRight } from './rotation.ts'
import { eventsTellTheStory } from './story.ts'

/** One decision, with the user before it and after it was stored. */
export interface Step {
  readonly policy: SessionPolicy
  readonly before: UserSessions
  readonly command: Command
  readonly now: number
  readonly change: Change<Outcome>
  readonly after: UserSessions
}

export function take(policy: SessionPolicy, before: UserSessions, command: Command, now: number): Step {
  const change = perform(policy, before, command, now)
  return { policy, before, command, now, change, after: applyWrites(before, change.writes) }
}

/** Throws, naming the guarantee, if the step breaks one that holds whatever policy wrote the facts before. */
export function checkStep(step: Step): void {
  noCredentialBeforeAdmission(step)
  endedStaysEnded(step)
  oneCodeOneUse(step)
  codesAreShownToOne(step)
  promptsAreBounded(step)
  wrongAnswersAreCounted(step)
  revokedSessionsApproveNothing(step)
  noGhosts(step)
  eventsTellTheStory(step)
  rotationIsRight(step)
  triedAgainChangesNothing(step)
}

/** G1 for a policy that was always the same. */
export function checkLimit({ policy, after, now }: Step): void {
  const active = activeOf(after, now)
  demand(active.length <= policy.options.maxSessions, 'G1: more sessions are active than the limit allows')
  const known = active.map(({ device }) => device.id).filter((id) => id !== undefined)
  demand(new Set(known).size === known.length, 'G1: a device has two seats')
}

/** G1 where the limit was lowered meanwhile: never more than before, and whoever ends others ends all that is too much. */
export function checkLoweredLimit({ policy, before, after, now, change }: Step): void {
  const { maxSessions, onLimit } = policy.options
  const count = activeOf(after, now).length
  demand(count <= Math.max(maxSessions, activeOf(before, now).length), 'G1: a lowered limit let more in')
  const began = statusOf(change) === 'admitted' && change.writes.sessions.length > 0
  demand(
    !began || onLimit === 'reject' || count <= maxSessions,
    'G1: excess was left after the limit was lowered',
  )
}

export function activeOf(user: UserSessions, now: number): Session[] {
  return user.sessions.filter((session) => isActive(session, now))
}

export function statusOf({ result }: Change<Outcome>): string | undefined {
  return result !== null && 'status' in result ? result.status : undefined
}

function noCredentialBeforeAdmission({ policy, before, command, now, change, after }: Step): void {
  const begun = after.sessions.filter(({ id }) => find(before.sessions, id) === undefined)
  const [session] = begun
  demand(begun.length <= 1, 'G2: one decision began two sessions')
  if (session === undefined) return
  demand(statusOf(change) === 'admitted', 'G2: a session began without being admitted')
  if (command.type === 'redeem') {
    const challenge = find(before.challenges, command.request.challengeId)
    const mayEnter = challenge && (isApproved(challenge, now) || isLetIn(before, challenge, now))
    demand(mayEnter, 'G2: redeemed without approval')
    demand(challenge?.ticketHash === command.request.ticketHash, 'G2: redeemed without its ticket')
  } else {
    const { maxSessions, approvalFrom, onLimit } = policy.options
    const others = activeOf(before, now).filter(({ device }) => !isSameDevice(device, session.device))
    const reserved = before.challenges.filter(
      (it) => isApproved(it, now) && !isSameDevice(it.device, session.device),
    )
    const taken = others.length + reserved.length
    const hadSeat = others.length < activeOf(before, now).length
    const madeRoom = taken >= maxSessions && onLimit !== 'reject'
    demand(command.type === 'admit', 'G2: a session began without a login')
    demand(hadSeat || madeRoom || taken < approvalFrom - 1, 'G2: a seat was given without approval')
  }
}

function endedStaysEnded({ before, command, now, change, after }: Step): void {
  for (const session of before.sessions) {
    const later = find(after.sessions, session.id)
    if (session.endedAt !== undefined) demand(later === session, 'G3: an ended session was written again')
    demand(isActive(session, now) || !isActive(later ?? session, now), 'G3: a session was revived')
    demand((later?.lastActiveAt ?? 0) >= session.lastActiveAt, 'G3: activity moved backwards')
    demand(later?.expiresAt === session.expiresAt, 'G3: the absolute limit moved')
  }
  if (command.type !== 'touch' && command.type !== 'rotate' && command.type !== 'end') return
  const target = find(before.sessions, command.request.sessionId)
  const dead = target === undefined || !isActive(target, now)
  demand(!dead || change.result === null, 'G3: an ended session was answered as an active one')
}

function isApproved(challenge: Challenge, now: number): boolean {
  return challengeAsOf(challenge, now).status === 'approved'
}

/** Pending, and nobody is left who could answer. */
function isLetIn(user: UserSessions, challenge: Challenge, now: number): boolean {
  const pending = challengeAsOf(challenge, now).status === 'pending'
  return pending && activeOf(user, now).length === 0 && !user.challenges.some((it) => isApproved(it, now))
}

const ENDS_OF_PENDING = 'pending approved redeemed denied expired superseded exhausted cancelled'.split(' ')
const ENDS_OF_APPROVED = 'approved redeemed denied expired superseded cancelled'.split(' ')

function oneCodeOneUse(step: Step): void {
  for (const challenge of step.before.challenges) {
    const later = find(step.after.challenges, challenge.id)
    if (!isOpen(challenge)) demand(later === challenge, 'G5: a closed challenge was written again')
    else {
      const ends = challenge.status === 'pending' ? ENDS_OF_PENDING : ENDS_OF_APPROVED
      demand(later && ends.includes(later.status), 'G5: a challenge took a way that is not there')
      if (challenge.status === 'pending' && later?.status === 'approved')
        approvedRightly(step, challenge, later)
    }
  }
}

function approvedRightly(
  { before, command, now, after, change }: Step,
  pending: Challenge,
  approved: Challenge,
): void {
  demand(now < pending.expiresAt, 'G5: a challenge was approved after its time')
  const isRecovery = command.type === 'approve' && statusOf(change) === 'approved'
  if (approved.approvedBy === undefined && isRecovery) {
    demand(command.request.challengeId === approved.id, 'G5: a recovery approved another login')
    return
  }
  if (approved.approvedBy === undefined) {
    demand(activeOf(after, now).length === 0, 'G5: a login was let in though somebody could have answered')
    return
  }
  const approver = find(before.sessions, approved.approvedBy)
  const isTyped =
    pending.codeShownOn === 'new-device'
      ? command.type === 'answer' && command.request.sessionId === approved.approvedBy
      : command.type === 'answerPending' && pending.codeShownBy === approved.approvedBy
  demand(isTyped, 'G5: a code was typed on the device that shows it, or vouched for by another session')
  demand(
    'request' in command && 'codeHash' in command.request && command.request.codeHash === approved.codeHash,
    'G5: no code approved it',
  )
  demand(pending.codeHash !== undefined, 'G5: a login without a code was approved by one')
  demand(approver && isActive(approver, now), 'G5: an ended session approved')
  demand(approver && !isSameDevice(approver.device, approved.device), 'G5: a device approved itself')
  demand(now >= answersAllowedAt(before.wrongAnswers), 'G5: a code was compared during back-off')
  demand(statusOf(change) === 'approved' && after.wrongAnswers.count === 0, 'G5: the budget was not reset')
}

/** G6: the code of a trusted device is made for the session that asks, and by nothing else. */
function codesAreShownToOne({ before, command, change, after, now }: Step): void {
  for (const challenge of after.challenges) {
    const earlier = find(before.challenges, challenge.id)
    if (earlier === undefined) {
      demand(
        (challenge.codeHash === undefined) === (challenge.codeShownOn === 'trusted-device'),
        'G6: a code too early',
      )
      demand(challenge.codeShownBy === undefined, 'G6: a new login was shown to somebody')
      continue
    }
    if (earlier.codeHash === challenge.codeHash && earlier.codeShownBy === challenge.codeShownBy) continue
    demand(command.type === 'showCode' && statusOf(change) === 'shown', 'G6: a code was made unasked')
    if (command.type !== 'showCode') return
    const asker = find(before.sessions, command.request.sessionId)
    demand(asker && isActive(asker, now), 'G6: a code was shown to an ended session')
    demand(
      asker && !isSameDevice(asker.device, challenge.device),
      'G6: a code was shown to the waiting device',
    )
    demand(challenge.codeShownBy === asker?.id, 'G6: a code is bound to another session')
    demand(challenge.codeShownOn === 'trusted-device', 'G6: a code was made anew that another device shows')
    demand(earlier.wrongAnswers === challenge.wrongAnswers, 'G5: a new code refilled the answers')
  }
}

/** Nobody is prompted more often than the policy says, and only a refusal that says so mutes. */
function promptsAreBounded({ policy, before, command, now, change, after }: Step): void {
  const created = after.challenges.filter(({ id }) => find(before.challenges, id) === undefined)
  const { maxPending, maxPrompts } = policy.options.challenge
  const prompting = before.challenges.filter(
    (it) =>
      it.prompt && challengeAsOf(it, now).status === 'pending' && !isSameDevice(it.device, deviceOf(command)),
  )
  const mayPrompt = prompting.length < maxPending && now >= promptsAllowedAt(before.prompts, maxPrompts)
  demand(
    created.every(({ prompt }) => prompt === mayPrompt),
    'a login prompted beyond the budget, or did not within it',
  )
  const reported = change.events.some((event) => 'reported' in event)
  const isProven = statusOf(change) === 'approved'
  const [was, is] = [before.prompts, after.prompts]
  if (reported) demand(is.mutedUntil === now + 3_600_000, 'a report muted nothing')
  else if (isProven) demand(is.count === 0 && is.mutedUntil === 0, 'an approval left prompts muted')
  else demand(is.mutedUntil === was.mutedUntil, 'prompts were muted, or unmuted, by nobody')
  if (!isProven && !(created.length > 0 && mayPrompt)) demand(is.count === was.count, 'a prompt was counted')
}

function deviceOf(command: Command): Device {
  return command.type === 'admit' ? command.request.device : { userAgent: '', ip: '' }
}

function wrongAnswersAreCounted({ before, command, now, change, after }: Step): void {
  const wrong = statusOf(change) === 'wrong-code'
  const [was, is] = [before.wrongAnswers, after.wrongAnswers]
  if (wrong) {
    const counted = after.challenges.find(
      ({ id, wrongAnswers }) => wrongAnswers !== find(before.challenges, id)?.wrongAnswers,
    )
    const cost = counted?.codeHash === undefined ? 0 : 1
    demand(
      is.count === was.count + cost,
      'G5: a wrong answer cost the user nothing, or one without a code did',
    )
    demand(cost === 0 || is.lastAt === now, 'G5: a wrong answer has another instant')
    demand(now >= answersAllowedAt(was), 'G5: a code was compared during back-off')
  } else if (statusOf(change) !== 'approved' || command.type === 'approve')
    demand(is === was, 'G5: the budget changed without an answer')
  const total = (user: UserSessions): number => user.challenges.reduce((sum, it) => sum + it.wrongAnswers, 0)
  demand(total(after) - total(before) === (wrong ? 1 : 0), 'G5: a wrong answer cost the challenge nothing')
  for (const challenge of after.challenges) {
    const spent = challenge.wrongAnswers >= MAX_ANSWERS
    demand(!spent || challenge.status === 'exhausted', 'G5: a challenge outlived its answers')
  }
}

function revokedSessionsApproveNothing({ after }: Step): void {
  for (const { status, approvedBy } of after.challenges) {
    if (status !== 'approved' || approvedBy === undefined) continue
    const reason = find(after.sessions, approvedBy)?.endReason
    demand(reason !== 'revoked' && reason !== 'user-disabled', 'G4: the approval of a revoked session stands')
  }
}

function noGhosts({ policy, before, command, now, change, after }: Step): void {
  const [was, is] = [activeOf(before, now), activeOf(after, now)]
  const unended = after.sessions.filter(({ endedAt }) => endedAt === undefined)
  demand(unended.length === is.length, 'G7: what time has ended was left')
  const open = after.challenges.filter(isOpen)
  demand(
    open.every(({ expiresAt }) => now < expiresAt),
    'G7: a challenge outlived its time',
  )
  const waits = open.some(({ status }) => status === 'pending')
  const answerable = is.length > 0 || open.some(({ status }) => status === 'approved')
  demand(!waits || answerable, 'G7: a login waits and nobody is left to answer')
  if (command.type !== 'admit' || find(before.sessions, command.request.sessionId)) return

  const { device } = command.request
  const others = was.filter((session) => !isSameDevice(session.device, device))
  if (others.length < was.length && was.length <= policy.options.maxSessions) {
    demand(statusOf(change) === 'admitted', 'G7: a device did not get its own seat again')
    demand(
      others.every((session) => is.includes(session)),
      'G7: a device ended others to get its own seat',
    )
  }
  const { result } = change
  if (result && 'reason' in result && result.reason === 'session-limit-reached') {
    demand(is.length === result.active.length, 'G7: a refusal did not name who holds the seats')
    demand(
      result.active.every((session) => is.includes(session)),
      'G7: a refusal named others',
    )
  }
  const challenges = before.challenges.filter(({ status }) => status !== 'pending')
  const alone = perform(policy, { ...before, challenges }, command, now)
  demand(seatOf(alone) === seatOf(change), 'G2: a pending login took a seat')
}

/** What a login was told of the seats: whether it got one, may be given one, or finds none. */
function seatOf(change: Change<Outcome>): string | undefined {
  const { result } = change
  const waits = result !== null && 'reason' in result && result.reason === 'too-many-challenges'
  return waits ? 'challenged' : statusOf(change)
}

/** A retried write is not a second one; only a wrong answer tried again counts again. */
function triedAgainChangesNothing({ policy, command, now, change, after }: Step): void {
  const status = statusOf(change)
  if (status === 'wrong-code') return
  const again = perform(policy, after, command, now)
  const idle = isNoChange(status === 'rejected' ? { ...again, events: [] } : again)
  demand(idle, 'G3: the same request again changed something more')
  const sameAnswer = command.type === 'admit' || command.type === 'rotate' || status === 'admitted'
  demand(
    !sameAnswer || JSON.stringify(again.result) === JSON.stringify(change.result),
    'G3: the same request again got another answer',
  )
}

export function find<T extends { readonly id: string }>(items: readonly T[], id: string): T | undefined {
  return items.find((item) => item.id === id)
}

export function demand(condition: unknown, message: string): void {
  if (!condition) throw new Error(message)
}
