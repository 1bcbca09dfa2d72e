import { useEffect, useEffectEvent, useState } from 'react'
import { getPending, redeemPending } from './api.ts'
import { listenLive } from './live.ts'
import type { Problem } from './problem.ts'
import { serverNow } from './server-clock.ts'
import type { ChallengeStatus, OwnChallenge, ServerFrame } from './wire.ts'

/** How often the page asks while the socket does not tell. */
const POLL_MS = 3_000

/** What the waiting page does when the wait is over. One of them is called, once. */
export interface ChallengeOutcome {
  signedIn(): void
  /** `undefined`: the server does not know the ticket any more. */
  over(status: ChallengeStatus | undefined): void
  /** It was approved, but the seat has been taken since. */
  rejected(problem: Problem): void
}

/**
 * Waits for the answer to this device's login, and fetches the session once it is approved: by the socket, and by
 * asking while the socket is away or the time is up.
 *
 * @returns Whether it has been approved.
 */
export function useChallengeOutcome(challenge: OwnChallenge, outcome: ChallengeOutcome): boolean {
  const [isApproved, setApproved] = useState(false)
  const conclude = useEffectEvent((act: (outcome: ChallengeOutcome) => void) => act(outcome))

  useEffect(() => {
    let following = false
    let approved = false
    let busy = false
    let finished = false

    function finish(act: (outcome: ChallengeOutcome) => void): void {
      if (!finished) conclude(act)
      finished = true
    }

    function settle(status: ChallengeStatus): void {
      if (status === 'redeemed') finish(({ signedIn }) => signedIn())
      else if (status === 'approved') approve()
      else if (status !== 'pending') finish(({ over }) => over(status))
    }

    function approve(): void {
      approved = true
      setApproved(true)
      void once(redeem)
    }

    async function once(request: () => Promise<void>): Promise<void> {
      if (busy || finished) return
      busy = true
      await request()
      busy = false
    }

    async function redeem(): Promise<void> {
      const reply = await redeemPending()
      if (reply.ok) return finish(({ signedIn }) => signedIn())
      const { problem } = reply
      if (problem.code === 'session-limit-reached') return finish(({ rejected }) => rejected(problem))
      stopIfOver(problem)
    }

    async function ask(): Promise<void> {
      const reply = await getPending()
      if (!reply.ok) return stopIfOver(reply.problem)
      settle(reply.value.status)
      if (approved) await redeem()
    }

    /** Any other problem passes: the next round asks again. */
    function stopIfOver(problem: Problem): void {
      if (problem.challenge !== undefined) settle(problem.challenge.status)
      else if (problem.status === 401) finish(({ over }) => over(undefined))
    }

    /** "Redeemed" may come before the answer to our own redemption, which is what brings the cookie: wait for that. */
    function hear(status: ChallengeStatus): void {
      if (status !== 'redeemed' || !busy) settle(status)
    }

    function onFrame(frame: ServerFrame): void {
      if (frame.type === 'hello' && 'pending' in frame) {
        following = true
        // The ticket is the browser's: another tab may have started a newer login with it.
        hear(frame.pending.id === challenge.id ? frame.pending.status : 'superseded')
      }
      if (frame.type === 'challenge.closed' && frame.challengeId === challenge.id) hear(frame.status)
    }

    function onDown(): void {
      following = false
    }

    const stop = listenLive({ frame: onFrame, lost: onDown, refused: onDown, ended: onDown })
    // After a reload this may be long over; and the answer brings the server's time, which the countdown needs.
    void once(ask)
    const timer = setInterval(() => {
      if (approved) void once(redeem)
      else if (!following || serverNow() >= Date.parse(challenge.expiresAt)) void once(ask)
    }, POLL_MS)
    return () => {
      finished = true
      stop()
      clearInterval(timer)
    }
  }, [challenge])

  return isApproved
}
