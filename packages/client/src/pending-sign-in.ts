import { awaitApproval } from './await-approval.ts'
import type { Listen } from './listen-live.ts'
import { Observed } from './observed.ts'
import type { Problem, Reply } from './problem.ts'
import type { ServerClock } from './server-clock.ts'
import type { SessionApi } from './session-api.ts'
import { StoredChallenge } from './stored-challenge.ts'
import type { ChallengeStatus, OwnChallenge, SignedIn } from './wire.ts'

/** How the login of this device stands. */
export type PendingState =
  /** None waits. */
  | { readonly status: 'none' }
  /** Show the code, or ask for it: see `challenge.codeShownOn`. `approved`: the session is being fetched. */
  | { readonly status: 'pending' | 'approved'; readonly challenge: OwnChallenge }
  /** Let in. */
  | { readonly status: 'signed-in' }
  /** Not let in. `challengeStatus` is absent where the server does not know the login any more. */
  | { readonly status: 'over'; readonly challengeStatus?: ChallengeStatus }
  /** Approved, but the seat has been taken since. */
  | { readonly status: 'rejected'; readonly problem: Problem }

const NONE: PendingState = { status: 'none' }

/**
 * The login of this device that waits for approval. While it is watched, it is followed by the WebSocket and by asking,
 * and the session is fetched as soon as it is approved. Outlives a reload of the page.
 */
export class PendingSignIn extends Observed<PendingState> {
  readonly #api: SessionApi
  readonly #listen: Listen
  readonly #clock: ServerClock
  readonly #stored: StoredChallenge
  readonly #onSignedIn: (signedIn: SignedIn | undefined) => void
  #stopWaiting: (() => void) | undefined

  constructor(
    url: string,
    api: SessionApi,
    listen: Listen,
    clock: ServerClock,
    onSignedIn: (signedIn: SignedIn | undefined) => void,
  ) {
    super(NONE)
    this.#api = api
    this.#listen = listen
    this.#clock = clock
    this.#stored = new StoredChallenge(url)
    this.#onSignedIn = onSignedIn
    const challenge = this.#stored.read()
    if (challenge !== undefined) this.set({ status: 'pending', challenge })
  }

  /** @internal Waits for this challenge, in the place of any earlier one. */
  wait(challenge: OwnChallenge): void {
    this.clear()
    this.#stored.write(challenge)
    this.set({ status: 'pending', challenge })
    if (this.isObserved) this.#follow(challenge)
  }

  /**
   * The person typed the code that the other device shows. What follows from the right one comes by itself; problems that
   * leave the login waiting are those of `challenges.answer`.
   */
  answer(code: string): Promise<Reply<{ readonly status: 'approved' }>> {
    return this.#api.answerPending(code)
  }

  /** Gives up waiting. If the server does not hear it, the challenge ends by its own time. */
  cancel(): Promise<Reply<void>> {
    this.#conclude({ status: 'over', challengeStatus: 'cancelled' })
    return this.#api.cancel()
  }

  /** Forgets how the last login went. */
  clear(): void {
    this.#conclude(NONE)
  }

  protected start(): void {
    const state = this.get()
    if ('challenge' in state) this.#follow(state.challenge)
  }

  protected stop(): void {
    this.#stopWaiting?.()
    if (!('challenge' in this.get())) this.set(NONE)
  }

  #follow(challenge: OwnChallenge): void {
    this.#stopWaiting = awaitApproval(challenge, this.#api, this.#listen, this.#clock, {
      approved: () => this.set({ status: 'approved', challenge }),
      signedIn: (signedIn) => {
        this.#onSignedIn(signedIn)
        this.#conclude({ status: 'signed-in' })
      },
      over: (status) =>
        this.#conclude({ status: 'over', ...(status !== undefined && { challengeStatus: status }) }),
      rejected: (problem) => this.#conclude({ status: 'rejected', problem }),
    })
  }

  #conclude(state: PendingState): void {
    this.#stopWaiting?.()
    this.#stored.remove()
    this.set(state)
  }
}
