import type { Challenge } from '@seatkit/client'
import { type ReactNode, useState } from 'react'
import { count } from '../format-time.ts'
import { useNow } from '../use-now.ts'
import { ChallengePrompt } from './challenge-prompt.tsx'

/** One prompt after the other; those put off, and those that prompt nobody, are within reach in a banner. */
export function ChallengePrompts({ challenges }: { challenges: readonly Challenge[] }): ReactNode {
  const [later, setLater] = useState<readonly string[]>([])
  const [isReviewing, setReviewing] = useState(false)
  const now = useNow(1_000)
  const waiting = challenges.filter(({ expiresAt }) => now < Date.parse(expiresAt))
  const shown = waiting.find(({ id, prompt }) => !later.includes(id) && (prompt !== false || isReviewing))

  function review(): void {
    setLater([])
    setReviewing(true)
  }

  function putOff(id: string): void {
    setLater([...later, id])
    setReviewing(false)
  }

  return (
    <>
      {waiting.length > 0 && (
        <section className="banner" aria-label="Sign-ins waiting for approval">
          <p>{`${count(waiting.length, 'login')} ${waiting.length === 1 ? 'is' : 'are'} waiting for your approval.`}</p>
          <button type="button" onClick={review}>
            Review
          </button>
        </section>
      )}
      {shown !== undefined && (
        <ChallengePrompt key={shown.id} challenge={shown} onLater={() => putOff(shown.id)} />
      )}
    </>
  )
}
