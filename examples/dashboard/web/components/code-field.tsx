import { type ReactNode, type RefObject, useId } from 'react'

const DIGITS = 6

interface CodeFieldProps {
  readonly value: string
  readonly onChange: (code: string) => void
  readonly error: string | undefined
  readonly ref: RefObject<HTMLInputElement | null>
}

/** One field for the six digits, so that typing, pasting and filling in by the browser all work; spaces may come along. */
export function CodeField({ value, onChange, error, ref }: CodeFieldProps): ReactNode {
  const id = useId()
  const errorId = `${id}-error`
  return (
    <div className="field">
      <label htmlFor={id}>6-digit code</label>
      <input
        ref={ref}
        id={id}
        className="code-input"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern={`\\d{${DIGITS}}`}
        title="The six digits the other device shows"
        required
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, '').slice(0, DIGITS))}
        aria-invalid={error !== undefined}
        aria-describedby={errorId}
      />
      <p className="field-error" id={errorId} aria-live="assertive">
        {error}
      </p>
    </div>
  )
}
