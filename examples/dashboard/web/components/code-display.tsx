import type { ReactNode } from 'react'
import { TimeLeft } from './time-left.tsx'

/** A code to type on another device, in two halves for the eye and digit by digit for the ear. */
export function CodeDisplay({ code, until }: { code: string; until: string }): ReactNode {
  return (
    <div className="code">
      <p className="visually-hidden">The code is {code.split('').join(' ')}</p>
      <p className="code-digits" data-testid="challenge-code" aria-hidden="true">
        <span>{code.slice(0, 3)}</span>
        <span>{code.slice(3)}</span>
      </p>
      <p className="code-time">
        Time left <TimeLeft until={Date.parse(until)} />
      </p>
    </div>
  )
}
