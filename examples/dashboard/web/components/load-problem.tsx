import type { Problem } from '@seatkit/client'
import type { ReactNode } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { seatkit } from '../seatkit.ts'
import { Notice } from './notice.tsx'

/** Why there is nothing to see yet, and another try. */
export function LoadProblem({ problem }: { problem: Problem }): ReactNode {
  async function retry(): Promise<void> {
    const session = await seatkit.session.check()
    if (session.ok) await seatkit.sessionLog.refresh()
  }

  return (
    <>
      <Notice tone="error">{describeProblem(problem)}</Notice>
      <button type="button" className="primary retry" onClick={() => void retry()}>
        Try again
      </button>
    </>
  )
}
