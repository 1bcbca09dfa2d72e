import { type Problem, type Reply, readReply } from './problem.ts'
import type { ServerClock } from './server-clock.ts'
import type { Challenge, History, Pending, Session, ShownCode, SignedIn } from './wire.ts'

/** The session routes, one method each. Nothing rejects: what is not granted is a {@link Problem}. */
export class SessionApi {
  readonly #url: string
  readonly #fetch: typeof fetch
  readonly #clock: ServerClock
  readonly #onSessionRequired: (problem: Problem) => void

  /** @param onSessionRequired  Called whenever the server answers that there is no live session here (any more). */
  constructor(
    url: string,
    fetch: typeof globalThis.fetch,
    clock: ServerClock,
    onSessionRequired: (problem: Problem) => void,
  ) {
    this.#url = url
    this.#fetch = fetch
    this.#clock = clock
    this.#onSessionRequired = onSessionRequired
  }

  current(): Promise<Reply<Session>> {
    return this.#request('GET', '/current')
  }

  signOut(): Promise<Reply<void>> {
    return this.#request('DELETE', '/current')
  }

  list(): Promise<Reply<{ readonly sessions: readonly Session[] }>> {
    return this.#request('GET', '')
  }

  history(limit: number, cursor?: string): Promise<Reply<History>> {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) })
    return this.#request('GET', `/history?${query}`)
  }

  end(sessionId: string): Promise<Reply<void>> {
    return this.#request('DELETE', `/${encodeURIComponent(sessionId)}`)
  }

  endOthers(): Promise<Reply<{ readonly ended: readonly Session[] }>> {
    return this.#request('DELETE', '/others')
  }

  challenges(): Promise<Reply<{ readonly challenges: readonly Challenge[] }>> {
    return this.#request('GET', '/challenges')
  }

  answer(challengeId: string, code: string): Promise<Reply<{ readonly status: 'approved' }>> {
    return this.#request('POST', `/challenges/${encodeURIComponent(challengeId)}/answer`, { code })
  }

  deny(challengeId: string, options: object): Promise<Reply<{ readonly status: 'denied' }>> {
    return this.#request('POST', `/challenges/${encodeURIComponent(challengeId)}/deny`, options)
  }

  showCode(challengeId: string): Promise<Reply<ShownCode>> {
    return this.#request('POST', `/challenges/${encodeURIComponent(challengeId)}/code`)
  }

  answerPending(code: string): Promise<Reply<{ readonly status: 'approved' }>> {
    return this.#request('POST', '/pending/answer', { code })
  }

  pending(): Promise<Reply<Pending>> {
    return this.#request('GET', '/pending')
  }

  redeem(): Promise<Reply<SignedIn>> {
    return this.#request('POST', '/pending/redeem')
  }

  cancel(): Promise<Reply<void>> {
    return this.#request('DELETE', '/pending')
  }

  async #request<T>(method: string, path: string, body?: object): Promise<Reply<T>> {
    // Called bare, for a method of this object is no receiver the browser's own fetch accepts.
    const fetch = this.#fetch
    const answer = fetch(`${this.#url}${path}`, { method, cache: 'no-store', ...(body && json(body)) })
    const reply = await readReply<T>(this.#clock.learn(answer))
    if (!reply.ok && reply.problem.code === 'session-required') this.#onSessionRequired(reply.problem)
    return reply
  }
}

function json(body: object): RequestInit {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
