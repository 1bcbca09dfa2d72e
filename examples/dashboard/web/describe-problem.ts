import type { Problem } from '@seatkit/client'
import { formatDuration } from './format-time.ts'

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
