import type { Session } from './wire.ts'

/**
 * Tabs of one browser share one session. Each tells the others of the activity that the server has recorded, or a tab
 * left alone would warn of an idle limit that another tab has long moved.
 */
export class SharedActivity {
  readonly #channel: BroadcastChannel

  /** @param url  Of the session routes, for there may be several applications on one origin. */
  constructor(url: string, onActive: (session: Session) => void) {
    this.#channel = new BroadcastChannel(`seatkit:${url}`)
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Session>) => onActive(data))
  }

  tell(session: Session): void {
    this.#channel.postMessage(session)
  }

  close(): void {
    this.#channel.close()
  }
}
