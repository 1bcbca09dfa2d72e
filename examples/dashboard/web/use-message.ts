import type { Reply } from '@seatkit/client'
import { useCallback, useEffect, useState } from 'react'
import { promptNotice } from './challenge-end.ts'
import { describeProblem } from './describe-problem.ts'
import { seatkit } from './seatkit.ts'

export interface LastMessage {
  /** The last thing worth telling; empty when it has been read. */
  readonly text: string
  dismiss(): void
  /** Waits for what a person has asked for, and tells `done`, or what is in the way. */
  report(request: Promise<Reply<unknown>>, done?: string): Promise<void>
}

/** What happens to the account, and what came of what a person did about it, in one line. */
export function useMessage(): LastMessage {
  const [text, setText] = useState('')

  useEffect(() => {
    const stops = [
      seatkit.on('session.started', ({ session }) => setText(`${session.device.name} signed in.`)),
      seatkit.on('challenge.closed', ({ challenge, status }) => {
        setText(promptNotice(status, challenge.device.name))
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])

  const report = useCallback(async (request: Promise<Reply<unknown>>, done = ''): Promise<void> => {
    const reply = await request
    setText(reply.ok ? done : describeProblem(reply.problem))
  }, [])
  const dismiss = useCallback(() => setText(''), [])

  return { text, dismiss, report }
}
