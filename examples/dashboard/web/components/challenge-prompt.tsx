import type { Challenge, Reply } from '@seatkit/client'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { seatkit } from '../seatkit.ts'
import { CodeForm } from './code-form.tsx'
import { Instant } from './instant.tsx'
import { ShowCode } from './show-code.tsx'
import { TimeLeft } from './time-left.tsx'

interface ChallengePromptProps {
  readonly challenge: Challenge
  /** Escape: decide later. */
  readonly onLater: () => void
}

/** Asks whether another device may sign in: the code is the proof that the person who asks is the one who answers. */
export function ChallengePrompt({ challenge, onLater }: ChallengePromptProps): ReactNode {
  const { id, device, createdAt, expiresAt, codeShownOn } = challenge
  const isShownHere = codeShownOn === 'trusted-device'
  const dialog = useRef<HTMLDialogElement>(null)
  const [error, setError] = useState<string>()
  const titleId = useId()

  // A layout effect, since its end comes before the dialog is removed: only then does closing give the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    shown?.querySelector('input')?.focus()
    return () => shown?.close()
  }, [])

  async function refuse(request: Promise<Reply<unknown>>): Promise<void> {
    const reply = await request
    if (!reply.ok) setError(describeProblem(reply.problem))
  }

  return (
    <dialog ref={dialog} className="prompt" aria-labelledby={titleId} onCancel={onLater}>
      <h2 id={titleId}>Is this you signing in?</h2>
      <p>
        {isShownHere
          ? 'Another device wants to use your account. If it is yours, show the code and type it there. Tell it to nobody.'
          : 'Another device wants to use your account. If it is yours, type the code it shows.'}
      </p>
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
      {isShownHere ? (
        <ShowCode challengeId={id} />
      ) : (
        <CodeForm submit="Approve" onAnswer={(code) => seatkit.challenges.answer(id, code)} />
      )}
      <div className="prompt-refuse">
        <button type="button" onClick={() => void refuse(seatkit.challenges.deny(id))}>
          Refuse
        </button>
        <button
          type="button"
          className="danger"
          aria-describedby={`${titleId}-report`}
          onClick={() => void refuse(seatkit.challenges.deny(id, { report: true }))}
        >
          Not me
        </button>
        <p id={`${titleId}-report`}>
          “Not me” refuses, reports that somebody knows your password, and stops prompts for an hour.
        </p>
        <p className="field-error" aria-live="assertive">
          {error}
        </p>
      </div>
    </dialog>
  )
}
