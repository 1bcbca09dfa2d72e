import type { Reply } from '@seatkit/client'
import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { describeProblem } from '../describe-problem.ts'
import { Field } from './field.tsx'

interface ConfirmPasswordProps {
  readonly onConfirm: (password: string) => Promise<Reply<unknown>>
  /** Escape, or second thoughts. */
  readonly onCancel: () => void
}

/** Asks for the password before something that a stranger at an unlocked device must not be able to do. */
export function ConfirmPassword({ onConfirm, onCancel }: ConfirmPasswordProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const [error, setError] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const titleId = useId()

  // A layout effect, since its end comes before the dialog is removed: only then does closing give the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    setBusy(true)
    setError(undefined)
    const reply = await onConfirm(String(new FormData(form).get('password')))
    setBusy(false)
    if (reply.ok) return
    setError(
      reply.problem.code === 'wrong-password' ? 'This is not the password.' : describeProblem(reply.problem),
    )
    form.reset()
  }

  return (
    <dialog ref={dialog} className="prompt" aria-labelledby={titleId} onCancel={onCancel}>
      <h2 id={titleId}>Confirm your password</h2>
      <p>You signed in a while ago. Type your password to end sessions on other devices.</p>
      <form onSubmit={submit}>
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={error}
        />
        <div className="prompt-actions">
          <button type="submit" className="primary" disabled={isBusy}>
            Confirm
          </button>
          <button type="button" disabled={isBusy} onClick={onCancel}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  )
}
