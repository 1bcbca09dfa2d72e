import { type ReactNode, useEffect, useRef } from 'react'

/** The page's name, in the page and in the window. It takes the focus, as after a page load a screen reader starts there. */
export function PageHeading({
  children,
  windowTitle,
}: {
  children: string
  windowTitle?: string
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <title>{`${windowTitle ?? children} · Seatkit`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
    </>
  )
}
