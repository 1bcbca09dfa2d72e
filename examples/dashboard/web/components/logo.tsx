import type { ReactNode } from 'react'

/** Two seats, one of them taken. */
export function Logo(): ReactNode {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect className="logo-ground" width="32" height="32" rx="8" />
        <rect className="logo-taken" x="7" y="9" width="8" height="14" rx="3" />
        <rect className="logo-free" x="17.75" y="9.75" width="6.5" height="12.5" rx="2.25" />
      </svg>
      Seatkit
    </span>
  )
}
