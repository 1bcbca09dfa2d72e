import { type ReactNode, useState } from 'react'
import { mailRecoveryCode, recover } from '../api.ts'
import { describeProblem } from '../describe-problem.ts'
import { CodeForm } from './code-form.tsx'

/** The way in for a person who has lost the other device: a code by e-mail. */
export function Recovery(): ReactNode {
  const [isMailed, setMailed] = useState(false)
  const [error, setError] = useState<string>()

  async function mail(): Promise<void> {
    const reply = await mailRecoveryCode()
    setMailed(reply.ok)
    setError(reply.ok ? undefined : describeProblem(reply.problem))
  }

  if (isMailed) {
    return (
      <section className="recovery" aria-label="Recovery">
        <p>We have sent you an e-mail with a code. Type it here.</p>
        <CodeForm submit="Sign in" digits={8} onAnswer={recover} />
      </section>
    )
  }
  return (
    <>
      <button type="button" className="quiet" onClick={() => void mail()}>
        I cannot reach my other device
      </button>
      <p className="field-error" aria-live="assertive">
        {error}
      </p>
    </>
  )
}
