import type { Challenge } from '@seatkit/client'
import { type ReactNode, useState } from 'react'
import { count } from '../format-time.ts'
import { seatkit } from '../seatkit.ts'
import { useNow } from '../use-now.ts'
import { ChallengePrompt } from './challenge-prompt.tsx'

/** One prompt after the other; those put off stay within reach in a banner. */
export function ChallengePrompts({ challenges }: { challenges: readonly Challenge[] }): ReactNode {
  const [later, setLater] = useState<readonly string[]>([])
  const now = useNow(1_000)
  const waiting = challenges.filter(({ expiresAt }) => now < Date.parse(expiresAt))
  const shown = waiting.find(({ id }) => !later.includes(id))

  return (
    <>
      {waiting.length > 0 && (
        <section className="banner" aria-label="Sign-ins waiting for approval">
          <p>{`${count(waiting.length, 'device')} ${waiting.length === 1 ? 'is' : 'are'} waiting for your approval.`}</p>
          <button type="button" onClick={() => setLater([])}>
            Review
          </button>
        </section>
      )}
      {shown !== undefined && (
        <ChallengePrompt
          key={shown.id}
          challenge={shown}
          onAnswer={(code) => seatkit.challenges.answer(shown.id, code)}
          onDeny={() => seatkit.challenges.deny(shown.id)}
          onLater={() => setLater([...later, shown.id])}
        />
      )}
    </>
  )
}
