import type { ReactNode } from 'react'
import { Logo } from './logo.tsx'

/** The frame of the pages for people who are not signed in: one card. */
export function Entrance({ children }: { children: ReactNode }): ReactNode {
  return (
    <div className="entrance">
      <Logo />
      <main className="card">{children}</main>
    </div>
  )
}
