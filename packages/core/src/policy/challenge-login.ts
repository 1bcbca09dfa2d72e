import { byLogin } from './by-login.ts'
import { type Challenge, type ChallengeSummary, isOpen, summarizeChallenge } from './challenge.ts'
import type { Draft } from './draft.ts'
import type { ResolvedPolicyOptions } from './policy-options.ts'
import { promptsAllowedAt } from './prompts.ts'
import { type Device, isSameDevice } from './session.ts'
import type { SignInRequest } from './sign-in-request.ts'

/** Waiting for an answer from a device that is signed in. */
export interface Challenged {
  readonly status: 'challenged'
  readonly challenge: ChallengeSummary
}

/** Refused because too many logins are waiting already; at `retryAt` there is a place again. */
export interface TooManyChallenges {
  readonly status: 'rejected'
  readonly reason: 'too-many-challenges'
  readonly retryAt: number
}

/**
 * Logins that may wait while nobody is to be prompted, for that is when somebody floods the user with them. Who knows the
 * password can fill all places again and again, so the longest waiting makes way: at one login a second, the owner's still
 * has half a minute.
 */
const MAX_UNPROMPTED = 30

/** For so long it does not: nobody needs three logins a second. */
const KEEPS_PLACE_MS = 10_000

/** Makes a login wait for approval, if there is place for it. */
export function challengeLogin(
  draft: Draft,
  options: ResolvedPolicyOptions,
  request: SignInRequest,
): Challenged | TooManyChallenges {
  const { codeShownOn, timeoutMs } = options.challenge
  const others = draft.withStatus('pending').filter(({ device }) => !isSameDevice(device, request.device))
  const prompt = draft.now >= promptsAllowedAt(draft.prompts, options.challenge.maxPrompts)
  const takePlace = prompt ? takePromptedPlace : takeUnpromptedPlace
  const refusal = takePlace(draft, options, others, request.device)
  if (refusal !== undefined) return refusal
  supersedeOwn(draft, request.device)
  const waiting: Challenge = {
    id: request.challengeId,
    status: 'pending',
    ticketHash: request.ticketHash,
    codeShownOn,
    ...(codeShownOn === 'new-device' && { codeHash: request.codeHash }),
    prompt,
    device: request.device,
    createdAt: draft.now,
    expiresAt: draft.now + timeoutMs,
    wrongAnswers: 0,
    idleTimeoutMs: request.idleTimeoutMs ?? options.idleTimeoutMs,
    absoluteTimeoutMs: request.absoluteTimeoutMs ?? options.absoluteTimeoutMs,
  }
  draft.wait(waiting)
  return { status: 'challenged', challenge: summarizeChallenge(waiting) }
}

/** Undefined where there is a place. None makes way: its code may be being typed. */
function takePromptedPlace(
  draft: Draft,
  { challenge: { maxPending } }: ResolvedPolicyOptions,
  others: readonly Challenge[],
  device: Device,
): TooManyChallenges | undefined {
  const prompted = others.filter(({ prompt }) => prompt)
  if (prompted.length < maxPending) return undefined
  return refuse(draft, device, maxPending, Math.min(...prompted.map(({ expiresAt }) => expiresAt)))
}

/** Undefined where there is a place, or the longest waiting has made one. */
function takeUnpromptedPlace(
  draft: Draft,
  _: ResolvedPolicyOptions,
  others: readonly Challenge[],
  device: Device,
): TooManyChallenges | undefined {
  const unprompted = others.filter(({ prompt }) => !prompt).sort(byLogin)
  const longest = unprompted[0]
  if (longest === undefined || unprompted.length < MAX_UNPROMPTED) return undefined
  const retryAt = longest.createdAt + KEEPS_PLACE_MS
  if (draft.now < retryAt) return refuse(draft, device, MAX_UNPROMPTED, retryAt)
  draft.close(longest, 'superseded')
  return undefined
}

function refuse(draft: Draft, device: Device, limit: number, retryAt: number): TooManyChallenges {
  draft.refuse({ reason: 'too-many-challenges', device, limit })
  return { status: 'rejected', reason: 'too-many-challenges', retryAt }
}

/** Only the newest login of a device can be answered, so nobody approves a request that is no longer on a screen. */
export function supersedeOwn(draft: Draft, device: Device): void {
  for (const older of draft.challenges) {
    if (isOpen(older) && isSameDevice(older.device, device)) draft.close(older, 'superseded')
  }
}
