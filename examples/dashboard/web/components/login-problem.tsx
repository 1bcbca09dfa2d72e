import type { Problem } from '@seatkit/client'
import type { ReactNode } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { formatDuration } from '../format-time.ts'
import { Notice } from './notice.tsx'
import { SeatsTaken } from './seats-taken.tsx'

/** Why a login was not granted. */
export function LoginProblem({ problem }: { problem: Problem }): ReactNode {
  if (problem.code === 'session-limit-reached') return <SeatsTaken problem={problem} />
  return <Notice tone="error">{describeLoginProblem(problem)}</Notice>
}

function describeLoginProblem(problem: Problem): string {
  switch (problem.code) {
    case 'invalid-credentials':
      return 'The e-mail or the password is wrong.'
    case 'too-many-challenges': {
      const wait = formatDuration(problem.retryAfterSeconds ?? 60)
      return `Too many sign-ins are waiting for approval. Try again in ${wait}.`
    }
    default:
      return describeProblem(problem)
  }
}
