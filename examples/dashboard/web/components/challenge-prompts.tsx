import { type ReactNode, useState } from 'react'
import { count } from '../format-time.ts'
import type { Problem } from '../problem.ts'
import { useNow } from '../use-now.ts'
import type { Challenge } from '../wire.ts'
import { ChallengePrompt } from './challenge-prompt.tsx'

interface ChallengePromptsProps {
  readonly challenges: readonly Challenge[]
  readonly onAnswer: (challenge: Challenge, code: string) => Promise<Problem | undefined>
  readonly onDeny: (challenge: Challenge) => Promise<Problem | undefined>
}

/** One prompt after the other; those put off stay within reach in a banner. */
export function ChallengePrompts({ challenges, onAnswer, onDeny }: ChallengePromptsProps): ReactNode {
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
          onAnswer={(code) => onAnswer(shown, code)}
          onDeny={() => onDeny(shown)}
          onLater={() => setLater([...later, shown.id])}
        />
      )}
    </>
  )
}
