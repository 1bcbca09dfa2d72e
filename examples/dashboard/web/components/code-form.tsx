import type { Problem, Reply } from '@seatkit/client'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { count, formatDuration } from '../format-time.ts'
import { CodeField } from './code-field.tsx'

interface CodeFormProps {
  readonly onAnswer: (code: string) => Promise<Reply<unknown>>
  readonly submit: string
  readonly digits?: number
  /** Further buttons. */
  readonly children?: ReactNode
}

/** Takes a code, and says what is wrong with it. */
export function CodeForm({ onAnswer, submit, digits = 6, children }: CodeFormProps): ReactNode {
  const field = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  async function answer(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    const reply = await onAnswer(code)
    setBusy(false)
    if (reply.ok) return
    setError(describeAnswerProblem(reply.problem))
    setCode('')
    field.current?.focus()
  }

  return (
    <form onSubmit={answer}>
      <CodeField ref={field} value={code} onChange={setCode} error={error} digits={digits} />
      <div className="prompt-actions">
        <button type="submit" className="primary" disabled={isBusy}>
          {submit}
        </button>
        {children}
      </div>
    </form>
  )
}

function describeAnswerProblem(problem: Problem): string {
  switch (problem.code) {
    case 'wrong-code':
      return `Wrong code. ${count(problem.attemptsLeft ?? 0, 'attempt')} left.`
    case 'too-many-attempts':
      return problem.retryAfterSeconds === undefined
        ? 'Too many wrong codes. Sign in again to get a new one.'
        : `Too many wrong codes. Try again in ${formatDuration(problem.retryAfterSeconds)}.`
    case 'session-limit-reached':
      return 'No seat is free. End another session first, then type the code.'
    default:
      return describeProblem(problem)
  }
}
