import type { Challenge, ChallengeStatus, EndReason, Session } from './wire.ts'

/** What happened, once. Told while a session, its challenges or its log are watched. */
export type ClientEvent =
  /** Another session of the user began. */
  | { readonly type: 'session.started'; readonly session: Session }
  /** Another session of the user ended; it says why. */
  | { readonly type: 'session.ended'; readonly session: Session }
  /** A login waits for an answer. */
  | { readonly type: 'challenge.created'; readonly challenge: Challenge }
  /** It waits no longer. `status` is absent where the server does not know (any more). */
  | { readonly type: 'challenge.closed'; readonly challenge: Challenge; readonly status?: ChallengeStatus }
  /** The session of this device, which this page knew, is over. `endReason` is absent where nobody knows it. */
  | { readonly type: 'signed-out'; readonly endReason?: EndReason }

type EventOf<T extends ClientEvent['type']> = Extract<ClientEvent, { readonly type: T }>

/** Hands events to whoever listens. */
export class Events {
  readonly #listeners: Set<(event: ClientEvent) => void> = new Set()

  /** Calls `listener` for each event of this type. Returns how to stop. */
  on<T extends ClientEvent['type']>(type: T, listener: (event: EventOf<T>) => void): () => void {
    const hear = (event: ClientEvent): void => {
      if (isOf(type, event)) listener(event)
    }
    this.#listeners.add(hear)
    return () => void this.#listeners.delete(hear)
  }

  emit(event: ClientEvent): void {
    for (const hear of [...this.#listeners]) hear(event)
  }
}

function isOf<T extends ClientEvent['type']>(type: T, event: ClientEvent): event is EventOf<T> {
  return event.type === type
}
