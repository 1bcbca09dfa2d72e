import { type ReactNode, useEffect, useRef } from 'react'
import { useRoute } from '../route.ts'

/** The page's name, in the page and in the window. On a change of page it takes the focus, as a page load would. */
export function PageHeading({
  children,
  windowTitle,
}: {
  children: string
  windowTitle?: string
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  const { key } = useRoute()
  useEffect(() => {
    if (key > 0) heading.current?.focus()
  }, [key])
  return (
    <>
      <title>{`${windowTitle ?? children} · Seatkit`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
    </>
  )
}
