import type { Challenge, Problem, Reply } from '@seatkit/client'
import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { count, formatDuration } from '../format-time.ts'
import { CodeField } from './code-field.tsx'
import { Instant } from './instant.tsx'
import { TimeLeft } from './time-left.tsx'

interface ChallengePromptProps {
  readonly challenge: Challenge
  readonly onAnswer: (code: string) => Promise<Reply<unknown>>
  readonly onDeny: () => Promise<Reply<unknown>>
  /** Escape: decide later. */
  readonly onLater: () => void
}

/** Asks whether another device may sign in: its code is the proof that the person who asks is the one who answers. */
export function ChallengePrompt({ challenge, onAnswer, onDeny, onLater }: ChallengePromptProps): ReactNode {
  const { device, createdAt, expiresAt } = challenge
  const dialog = useRef<HTMLDialogElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const [error, setError] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const titleId = useId()

  // A layout effect, since its end comes before the dialog is removed: only then does closing give the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    field.current?.focus()
    return () => shown?.close()
  }, [])

  async function settle(request: Promise<Reply<unknown>>): Promise<void> {
    setBusy(true)
    setError(undefined)
    const reply = await request
    setBusy(false)
    if (reply.ok) return
    setError(describeAnswerProblem(reply.problem))
    setCode('')
    field.current?.focus()
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    void settle(onAnswer(code))
  }

  return (
    <dialog ref={dialog} className="prompt" aria-labelledby={titleId} onCancel={onLater}>
      <h2 id={titleId}>Is this you signing in?</h2>
      <p>Another device wants to use your account. If it is yours, type the code it shows.</p>
      <dl className="facts">
        <dt>Device</dt>
        <dd>{device.name}</dd>
        <dt>IP address</dt>
        <dd>{device.ip}</dd>
        <dt>Time</dt>
        <dd>
          <Instant of={createdAt} />
        </dd>
        <dt>Time left</dt>
        <dd>
          <TimeLeft until={Date.parse(expiresAt)} />
        </dd>
      </dl>
      <form onSubmit={submit}>
        <CodeField ref={field} value={code} onChange={setCode} error={error} />
        <div className="prompt-actions">
          <button type="submit" className="primary" disabled={isBusy}>
            Approve
          </button>
          <button type="button" className="danger" disabled={isBusy} onClick={() => void settle(onDeny())}>
            Not me: refuse
          </button>
        </div>
      </form>
    </dialog>
  )
}

function describeAnswerProblem(problem: Problem): string {
  switch (problem.code) {
    case 'wrong-code':
      return `Wrong code. ${count(problem.attemptsLeft ?? 0, 'attempt')} left.`
    case 'too-many-attempts':
      return `Too many wrong codes. Try again in ${formatDuration(problem.retryAfterSeconds ?? 60)}.`
    case 'session-limit-reached':
      return 'No seat is free. End another session first, then type the code.'
    default:
      return describeProblem(problem)
  }
}
