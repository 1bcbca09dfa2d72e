import type { ShownCode } from '@seatkit/client'
import { type ReactNode, useState } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { seatkit } from '../seatkit.ts'
import { CodeDisplay } from './code-display.tsx'

/** The code for another device, once a person asks for it: there is none before. */
export function ShowCode({ challengeId }: { challengeId: string }): ReactNode {
  const [shown, setShown] = useState<ShownCode>()
  const [error, setError] = useState<string>()

  async function show(): Promise<void> {
    const reply = await seatkit.challenges.showCode(challengeId)
    if (reply.ok) setShown(reply.value)
    else setError(describeProblem(reply.problem))
  }

  return (
    <div className="show-code">
      {shown !== undefined && <CodeDisplay code={shown.code} until={shown.expiresAt} />}
      <button type="button" className="primary wide" onClick={() => void show()}>
        {shown === undefined ? 'Show the code' : 'Show another code'}
      </button>
      <p className="field-error" aria-live="assertive">
        {error}
      </p>
    </div>
  )
}
