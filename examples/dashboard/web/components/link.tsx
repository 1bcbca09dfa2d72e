import type { MouseEvent, ReactNode } from 'react'
import { navigate, type Path } from '../route.ts'

/** A link to another page of the app. What opens a new tab still does. */
export function Link({ to, children }: { to: Path; children: ReactNode }): ReactNode {
  function follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a href={to} onClick={follow}>
      {children}
    </a>
  )
}
