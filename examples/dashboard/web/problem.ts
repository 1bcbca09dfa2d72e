import { formatDuration } from './format-time.ts'
import type { ChallengeStatus, EndReason, Session } from './wire.ts'

/** Why a request was not granted: the members of an `application/problem+json` answer (RFC 9457) the page acts on. */
export interface Problem {
  /** Stable and meant for programs. `unreachable`: no answer came at all. */
  readonly code: string
  /** The HTTP status; 0 when no answer came. */
  readonly status: number
  readonly detail?: string
  /** From the Retry-After header (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number
  /** `invalid-input`: what is wrong, by field. */
  readonly errors?: Readonly<Record<string, string>>
  /** `session-limit-reached`: who holds the seats. */
  readonly active?: readonly Session[]
  /** `wrong-code`. */
  readonly attemptsLeft?: number
  /** `session-required`: why the last session ended, where that is known. */
  readonly endReason?: EndReason
  /** `challenge-over`: how it ended. */
  readonly challenge?: { readonly status: ChallengeStatus }
}

export const UNREACHABLE: Problem = { code: 'unreachable', status: 0 }

/** The problem in an answer that is not a success; also of one that came from a proxy and is no problem document. */
export async function readProblem(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  const members: Partial<Problem> = isProblem ? await response.json() : {}
  const problem = { code: `http-${response.status}`, ...members, status: response.status }
  const retryAfterSeconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  return Number.isNaN(retryAfterSeconds) ? problem : { ...problem, retryAfterSeconds }
}

/** Whether the challenge takes no other answer: this was the last one, or it is over or unknown. */
export function isChallengeOver({ status, attemptsLeft }: Problem): boolean {
  return attemptsLeft === 0 || status === 410 || status === 404
}

/** One sentence for the person, and what to do about it. */
export function describeProblem(problem: Problem): string {
  if (problem.code === 'unreachable') {
    return 'The server cannot be reached. Check your connection and try again.'
  }
  if (problem.retryAfterSeconds !== undefined) {
    return `This is not possible right now. Try again in ${formatDuration(problem.retryAfterSeconds)}.`
  }
  return problem.detail ?? 'Something went wrong. Try again.'
}
