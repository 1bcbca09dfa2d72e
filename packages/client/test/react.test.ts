import { SeatkitClient } from '@seatkit/client'
import {
  useChallenges,
  useIdleWarning,
  usePendingSignIn,
  useSession,
  useSessionLog,
} from '@seatkit/client/react'
import { createElement, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'

it('the hooks render on a server, where nothing is known and nothing is asked', () => {
  const requests: unknown[] = []
  const client = new SeatkitClient({
    fetch: async (input) => {
      requests.push(input)
      return new Response()
    },
  })
  function Page(): ReactNode {
    return JSON.stringify([
      useSession(client),
      useChallenges(client),
      usePendingSignIn(client),
      useSessionLog(client),
      useIdleWarning(client, { idleTimeoutMs: 60_000 }),
    ])
  }
  expect(renderToString(createElement(Page)).replaceAll('&quot;', '"')).toBe(
    JSON.stringify([
      { status: 'unknown' },
      [],
      { status: 'none' },
      { active: [], log: [], isLoaded: false, isStale: false },
      null,
    ]),
  )
  expect(requests).toEqual([])
})
