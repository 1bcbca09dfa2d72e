import type { Reply } from '@seatkit/client'
import { useState } from 'react'
import { reauthenticate } from './api.ts'

type Act = () => Promise<Reply<unknown>>

export interface Confirmation {
  /** Whether a password is asked for. */
  readonly isAsked: boolean
  /** Does it at once; or, where the server wants the password first, once that was right. Cancelled, it resolves without. */
  attempt(act: Act): Promise<Reply<unknown>>
  confirm(password: string): Promise<Reply<unknown>>
  cancel(): void
}

const NOTHING_DONE: Reply<unknown> = { ok: false, problem: { code: 'cancelled', status: 0, detail: '' } }

/** What has to wait until its person has typed the password again. */
export function useConfirmation(): Confirmation {
  const [waiting, setWaiting] = useState<{ act: Act; settle: (reply: Reply<unknown>) => void }>()

  async function attempt(act: Act): Promise<Reply<unknown>> {
    const reply = await act()
    if (reply.ok || reply.problem.code !== 'reauthentication-required') return reply
    return new Promise((settle) => setWaiting({ act, settle }))
  }

  async function confirm(password: string): Promise<Reply<unknown>> {
    const reply = await reauthenticate(password)
    if (!reply.ok || waiting === undefined) return reply
    setWaiting(undefined)
    waiting.settle(await waiting.act())
    return reply
  }

  function cancel(): void {
    setWaiting(undefined)
    waiting?.settle(NOTHING_DONE)
  }

  return { isAsked: waiting !== undefined, attempt, confirm, cancel }
}
