import type { ChallengeStatus, EndReason, ProblemCode, Session } from './wire.ts'

/** Why a request was not granted: the members of an `application/problem+json` answer (RFC 9457) that a page acts on. */
export interface Problem {
  /**
   * Stable and meant for programs. `unreachable`: no answer came at all; `http-502`, for example: an answer that is not
   * Seatkit's. The application's own problems keep their codes.
   */
  readonly code: ProblemCode | 'unreachable' | (string & {})
  /** The HTTP status; 0 when no answer came. */
  readonly status: number
  readonly detail?: string
  /** From the Retry-After header (RFC 9110 §10.2.3), where it is a number of seconds. */
  readonly retryAfterSeconds?: number
  /** `session-limit-reached`: how many sessions there may be. */
  readonly limit?: number
  /** `session-limit-reached`: who holds the seats. */
  readonly active?: readonly Session[]
  /** `wrong-code`: how many answers the challenge still takes. */
  readonly attemptsLeft?: number
  /** `reauthentication-required`: how many seconds ago its user may have proved who they are, at most. */
  readonly maxAge?: number
  /** `session-required`: why the last session ended, where that is known. */
  readonly endReason?: EndReason
  /** `challenge-over`: how it ended. */
  readonly challenge?: { readonly status: ChallengeStatus }
  /** Members of the application's own problems. */
  readonly [extension: string]: unknown
}

/** What came of a request. A refusal is a value, not an exception: every caller has something to say about it. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }

const UNREACHABLE: Problem = { code: 'unreachable', status: 0 }

/** Reads an answer. `undefined` is the value of one without content. Never rejects. */
export async function readReply<T>(answer: Response | Promise<Response>): Promise<Reply<T>> {
  try {
    const response = await answer
    if (!response.ok) return { ok: false, problem: await readProblem(response) }
    return { ok: true, value: response.status === 204 ? undefined : await response.json() }
  } catch {
    return { ok: false, problem: UNREACHABLE }
  }
}

/** Whether a challenge takes no other answer: this was the last one, or it is over or unknown. */
export function isChallengeOver({ code, attemptsLeft }: Problem): boolean {
  return attemptsLeft === 0 || code === 'challenge-over' || code === 'not-found'
}

/** An answer may come from a proxy, and be no problem document. */
async function readProblem(response: Response): Promise<Problem> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false
  const members: Partial<Problem> = isProblem ? await response.json() : {}
  const problem = { code: `http-${response.status}`, ...members, status: response.status }
  const retryAfterSeconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10)
  return Number.isNaN(retryAfterSeconds) ? problem : { ...problem, retryAfterSeconds }
}
