import type { Events } from './events.ts'
import { listenForReturn } from './listen-for-return.ts'
import { Observed } from './observed.ts'
import type { OwnSession } from './own-session.ts'
import { isChallengeOver, type Reply } from './problem.ts'
import type { SessionApi } from './session-api.ts'
import type { Challenge, ChallengeStatus, ServerMessage, ShownCode } from './wire.ts'

const NONE: readonly Challenge[] = []

/**
 * The logins that wait for an answer from here, oldest first. Watching them watches the session. Those that prompt nobody
 * are found when the page connects, when a person comes back to it, and by `refresh()`.
 */
export class Challenges extends Observed<readonly Challenge[]> {
  readonly #api: SessionApi
  readonly #session: () => OwnSession
  readonly #events: Events
  #release: (() => void) | undefined
  #stopReturns: (() => void) | undefined
  /** Whether the server has told, by either way, which ones there are. */
  #isTold = false

  constructor(api: SessionApi, session: () => OwnSession, events: Events) {
    super(NONE)
    this.#api = api
    this.#session = session
    this.#events = events
  }

  /**
   * Lets the waiting device in that shows this code, six digits.
   *
   * Problems that leave the challenge waiting are `wrong-code` (with `attemptsLeft`), `too-many-attempts` (with
   * `retryAfterSeconds`) and `session-limit-reached` (end another session first). After `challenge-over`, `not-found`
   * and the last `wrong-code` it waits no longer, which is told as an event too.
   */
  async answer(challengeId: string, code: string): Promise<Reply<{ readonly status: 'approved' }>> {
    return this.#settle(challengeId, 'approved', await this.#api.answer(challengeId, code))
  }

  /**
   * Refuses the waiting device.
   *
   * @param options  `report`: "not me", a stranger has the password. There are no prompts for an hour, and the
   *   application is told. Default false.
   */
  async deny(
    challengeId: string,
    options: { readonly report?: boolean } = {},
  ): Promise<Reply<{ readonly status: 'denied' }>> {
    return this.#settle(challengeId, 'denied', await this.#api.deny(challengeId, options))
  }

  /** Makes the code to show here, for a person to type on the waiting device; asking again voids it. Told this once. */
  async showCode(challengeId: string): Promise<Reply<ShownCode>> {
    return this.#settle(challengeId, 'pending', await this.#api.showCode(challengeId))
  }

  /** Asks the server. Not needed while the session's connection is open; counts as activity. */
  async refresh(): Promise<Reply<{ readonly challenges: readonly Challenge[] }>> {
    const { id } = this.#session()
    const reply = await this.#api.challenges()
    if (reply.ok && this.#session().id === id) this.#replace(reply.value.challenges)
    return reply
  }

  /** @internal What the WebSocket tells. */
  hear(message: ServerMessage): void {
    if (message.type === 'hello' && 'challenges' in message) this.#replace(message.challenges)
    if (message.type === 'challenge.created') this.#add(message.challenge)
    if (message.type === 'challenge.closed') this.#close(message.challengeId, message.status)
  }

  /** @internal What was told before is about nobody any more. */
  forget(): void {
    this.#isTold = false
    this.set(NONE)
  }

  protected start(): void {
    this.#release = this.#session().subscribe(() => this.#askIfCutOff())
    this.#stopReturns = listenForReturn(() => {
      if (this.#isTold) void this.refresh()
    })
  }

  protected stop(): void {
    this.#release?.()
    this.#stopReturns?.()
  }

  /** Where WebSockets do not come through, asking once is better than nothing; asking again is for a person. */
  #askIfCutOff(): void {
    const state = this.#session().get()
    if (this.#isTold || state.status !== 'signed-in' || state.connection !== 'lost') return
    this.#isTold = true
    void this.refresh()
  }

  /** @param status  How it stands if the request was granted. */
  #settle<T>(challengeId: string, status: ChallengeStatus, reply: Reply<T>): Reply<T> {
    if (reply.ok && status !== 'pending') this.#close(challengeId, status)
    else if (!reply.ok && isChallengeOver(reply.problem)) {
      const { attemptsLeft, challenge } = reply.problem
      this.#close(challengeId, attemptsLeft === 0 ? 'exhausted' : challenge?.status)
    }
    return reply
  }

  #replace(challenges: readonly Challenge[]): void {
    this.#isTold = true
    const still = new Set(challenges.map(({ id }) => id))
    for (const { id } of this.get()) if (!still.has(id)) this.#close(id, undefined)
    for (const challenge of challenges) this.#add(challenge)
  }

  #add(challenge: Challenge): void {
    if (this.get().some(({ id }) => id === challenge.id)) return
    this.set([...this.get(), challenge])
    this.#events.emit({ type: 'challenge.created', challenge })
  }

  /** The answer and the WebSocket both tell of it; the second time there is nothing to close. */
  #close(challengeId: string, status: ChallengeStatus | undefined): void {
    const challenge = this.get().find(({ id }) => id === challengeId)
    if (challenge === undefined) return
    this.set(this.get().filter((other) => other !== challenge))
    this.#events.emit({ type: 'challenge.closed', challenge, ...(status !== undefined && { status }) })
  }
}
