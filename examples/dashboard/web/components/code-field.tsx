import { type ReactNode, type RefObject, useId } from 'react'

interface CodeFieldProps {
  readonly value: string
  readonly onChange: (code: string) => void
  readonly error: string | undefined
  /** How many there are. Default 6. */
  readonly digits?: number
  readonly ref: RefObject<HTMLInputElement | null>
}

/** One field for all digits, so that typing, pasting and filling in by the browser all work; spaces may come along. */
export function CodeField({ value, onChange, error, ref, digits = 6 }: CodeFieldProps): ReactNode {
  const id = useId()
  const errorId = `${id}-error`
  return (
    <div className="field">
      <label htmlFor={id}>{digits}-digit code</label>
      <input
        ref={ref}
        id={id}
        className="code-input"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern={`\\d{${digits}}`}
        title={`${digits} digits`}
        required
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, '').slice(0, digits))}
        aria-invalid={error !== undefined}
        aria-describedby={errorId}
      />
      <p className="field-error" id={errorId} aria-live="assertive">
        {error}
      </p>
    </div>
  )
}
