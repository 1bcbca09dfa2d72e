import type { Listen } from './listen-live.ts'
import type { Problem } from './problem.ts'
import type { ServerClock } from './server-clock.ts'
import type { SessionApi } from './session-api.ts'
import type { ChallengeStatus, OwnChallenge, ServerMessage, SignedIn } from './wire.ts'

/** How often it is asked while the socket does not tell. */
const POLL_MS = 3_000

/** What is done when the wait is over: one of them, once. `approved` may come before. */
export interface WaitListener {
  /** The session is being fetched. */
  approved(): void
  /** The browser holds the session now; absent where another tab has fetched it. */
  signedIn(signedIn: SignedIn | undefined): void
  /** `undefined`: the server does not know the ticket any more. */
  over(status: ChallengeStatus | undefined): void
  /** It was approved, but the seat has been taken since. */
  rejected(problem: Problem): void
}

/**
 * Waits for the answer to this device's login, and fetches the session once it is approved: by the socket, and by
 * asking while the socket is away or the time is up. Returns how to stop waiting.
 */
export function awaitApproval(
  challenge: OwnChallenge,
  api: SessionApi,
  listen: Listen,
  clock: ServerClock,
  listener: WaitListener,
): () => void {
  let isFollowing = false
  let isApproved = false
  let isBusy = false
  let isFinished = false

  const stopListening = listen({ message: onMessage, lost: onDown, refused: onDown, closed: onClosed })
  const timer = setInterval(() => {
    if (isApproved) void once(redeem)
    else if (!isFollowing || clock.now() >= Date.parse(challenge.expiresAt)) void once(ask)
  }, POLL_MS)
  // After a reload this may be long over; and the answer brings the server's time, which a countdown needs.
  void once(ask)

  function stop(): void {
    isFinished = true
    stopListening()
    clearInterval(timer)
  }

  function finish(tell: () => void): void {
    if (isFinished) return
    stop()
    tell()
  }

  function settle(status: ChallengeStatus): void {
    if (status === 'redeemed') finish(() => listener.signedIn(undefined))
    else if (status === 'approved') approve()
    else if (status !== 'pending') finish(() => listener.over(status))
  }

  function approve(): void {
    if (!isApproved && !isFinished) listener.approved()
    isApproved = true
    void once(redeem)
  }

  async function once(request: () => Promise<void>): Promise<void> {
    if (isBusy || isFinished) return
    isBusy = true
    await request()
    isBusy = false
  }

  async function redeem(): Promise<void> {
    const reply = await api.redeem()
    if (reply.ok) return finish(() => listener.signedIn(reply.value))
    const { problem } = reply
    if (problem.code === 'session-limit-reached') return finish(() => listener.rejected(problem))
    stopIfOver(problem)
  }

  async function ask(): Promise<void> {
    const reply = await api.pending()
    if (!reply.ok) return stopIfOver(reply.problem)
    settle(reply.value.status)
    if (isApproved) await redeem()
  }

  /** Any other problem passes: the next round asks again. */
  function stopIfOver(problem: Problem): void {
    if (problem.challenge !== undefined) settle(problem.challenge.status)
    else if (problem.code === 'ticket-required') finish(() => listener.over(undefined))
  }

  /** "Redeemed" may come before the answer to our own redemption, which is what brings the cookie: wait for that. */
  function hear(status: ChallengeStatus): void {
    if (status !== 'redeemed' || !isBusy) settle(status)
  }

  function onMessage(message: ServerMessage): void {
    if (message.type === 'hello' && 'pending' in message) {
      isFollowing = true
      // The ticket is the browser's: another tab may have started a newer login with it.
      hear(message.pending.id === challenge.id ? message.pending.status : 'superseded')
    }
    if (message.type === 'challenge.closed' && message.challengeId === challenge.id) hear(message.status)
  }

  function onDown(): void {
    isFollowing = false
  }

  function onClosed(): void {
    onDown()
    void once(ask)
  }

  return stop
}
